// The attribute of a consumed message as JSON: {"QoS":1,"topic":"a/b","messageID":4,"retain":false,
// "duplicate":false,"deliveries":1}, and MQTT 5's properties when they are there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/publish.h"

namespace ipaas::mqtt::operations {

class attribute_text {
 public:
  // The view is valid until the next call.
  std::string_view of(const protocol::publish& message, std::uint32_t deliveries);

 private:
  // What may differ between two messages of one topic.
  struct ending {
    std::uint16_t identifier = 0;
    bool retain = false;
    bool duplicate = false;
    std::uint32_t deliveries = 0;
    bool operator==(const ending&) const = default;
  };
  void begin_with(const protocol::publish& message);
  void append_properties(protocol::bytes properties);

  std::string text_;
  std::string beginning_;         // of the last message: {"QoS":1,"topic":"a/b","messageID":
  std::optional<ending> ending_;  // of the last message, unless it had properties
  std::string topic_;
  protocol::qos qos_ = protocol::qos::at_most_once;
};

}  // namespace ipaas::mqtt::operations
