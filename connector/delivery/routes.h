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
  struct route {
    operation_id operation = 0;
    std::uint32_t identifier = 0;
    std::vector<std::string> filters;
  };
  bool match_identifiers(protocol::bytes properties);
  void match_topic(std::string_view topic);
  const route* find_identifier(std::uint32_t identifier) const;

  std::vector<route> routes_;
  std::vector<operation_id> matched_;
  std::string last_topic_;  // messages of one topic tend to come in rows
  bool last_topic_valid_ = false;
};

}  // namespace ipaas::mqtt::delivery
