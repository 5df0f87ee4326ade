// Which operations a message is for: by the subscription identifiers it carries (MQTT 5), else by
// matching its topic against every operation's filters. Sans-I/O.
#pragma once

#include <string>
#include <vector>

#include "delivery/handover.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::delivery {

// The subscription identifier (MQTT 5 section 3.8.2.1.2) of an operation: derived from its filters,
// so that what a kept session has queued under it means the same to the next process.
std::uint32_t subscription_identifier_of(const std::vector<std::string>& filters);

class routes {
 public:
  void add(operation_id operation, std::vector<std::string> filters);
  void remove(operation_id operation);

  // The operations that `message` is for, in the order they were added. The reference is valid
  // until the next call of any member.
  const std::vector<operation_id>& match(const protocol::publish& message);

 private:
  struct filter {
    std::string text;
    std::uint32_t holder = 0;  // the identifier under which the server knows it
  };
  struct route {
    operation_id operation = 0;
    std::uint32_t identifier = 0;
    std::vector<filter> filters;
  };
  void find_holders();
  bool match_identifiers(const protocol::publish& message);
  void match_topic(std::string_view topic);
  bool is_known(std::uint32_t identifier) const;
  static bool is_served(const route& entry, std::uint32_t identifier, std::string_view topic);

  std::vector<route> routes_;
  std::vector<operation_id> matched_;
  std::string last_topic_;  // messages of one topic tend to come in rows
  bool last_topic_valid_ = false;
};

}  // namespace ipaas::mqtt::delivery
