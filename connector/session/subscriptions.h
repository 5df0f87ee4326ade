// Which operation has asked the broker for which filters, and what was granted. Sans-I/O.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/consumer_settings.h"
#include "delivery/handover.h"
#include "message/error.h"

namespace ipaas::mqtt::session {

using delivery::operation_id;

class subscriptions {
 public:
  // Filters of one QoS: SUBSCRIBE as libmosquitto makes it has one for all, and one set of options.
  struct group {
    protocol::qos qos = protocol::qos::at_most_once;
    config::subscribe_options options{};
    std::vector<std::string> filters{};
  };

  void add(operation_id operation, std::vector<config::subscription> wanted,
           config::subscribe_options options = {});
  // Forgets an operation; returns the filters that no other wants.
  std::vector<std::string> remove(operation_id operation);
  std::vector<operation_id> operations() const;
  std::vector<std::string> filters_of(operation_id operation) const;
  std::vector<group> groups_of(operation_id operation) const;

  // SUBSCRIBE has gone out under this number.
  void asked(int request, operation_id operation, group what);
  // UNSUBSCRIBE has gone out under this number.
  void asked_to_forget(int request, std::vector<std::string> filters);

  struct answer {
    operation_id operation = 0;
    bool complete = false;           // every filter of the operation has its answer
    std::optional<error> refusal{};  // the first filter that was refused
    bool fits = true;                // it has one code for each filter; the rest counts only then
  };
  // SUBACK. Nothing when the request is unknown, or its operation gone.
  std::optional<answer> on_subscribed(int request, std::span<const int> codes);
  // UNSUBACK. The filters of the request.
  std::vector<std::string> on_unsubscribed(int request);
  // What the broker holds for the session from an earlier process.
  void remember(std::vector<std::string> filters) { remembered_ = std::move(filters); }
  bool remembers() const { return !remembered_.empty(); }
  // Those of it that nobody wants; nothing is remembered any more.
  std::vector<std::string> take_unwanted();
  bool waiting() const { return !asked_.empty() || !forgets_.empty(); }
  bool is_granted(operation_id operation) const;
  using grants = std::vector<std::pair<std::string, int>>;  // filters, and the QoS of each
  const grants& granted(operation_id operation) const;
  // The same for a person, such as "a/# (QoS 1)".
  std::string granted_text(operation_id operation) const;
  // The connection is lost: nothing is granted any more.
  void reset();

 private:
  struct wish {
    operation_id operation = 0;
    std::vector<config::subscription> wanted;
    config::subscribe_options options;
    grants granted;
  };
  struct request_entry {
    int number = 0;
    operation_id operation = 0;
    group what;
  };
  wish* find(operation_id operation);
  const wish* find(operation_id operation) const;
  bool is_wanted(const std::string& filter) const;

  std::vector<wish> wishes_;
  std::vector<request_entry> asked_;
  struct forget_entry {
    int number = 0;
    std::vector<std::string> filters;
  };
  std::vector<forget_entry> forgets_;
  std::vector<std::string> remembered_;
};

}  // namespace ipaas::mqtt::session
