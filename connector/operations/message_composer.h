// Makes the PUBLISH of a submitted message: by the Producer's parameters, and by what the message
// says of itself. One thread.
#pragma once

#include <optional>
#include <string>

#include "config/message_override.h"
#include "config/producer_settings.h"
#include "config/template_text.h"
#include "operations/message_properties.h"
#include "operations/record_format.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::operations {

class message_composer {
 public:
  message_composer(const config::producer_settings& parameters, protocol::version version);

  // Fills `out`, whose views are valid until the next call and as long as the record is. The answer
  // is why there is no such message.
  std::optional<error> compose(const record_view& record, protocol::publish& out);

 private:
  std::optional<error> compose_by_parameters(const config::template_input& input,
                                             protocol::publish& out);
  std::optional<error> compose_by_message(const config::template_input& input,
                                          protocol::publish& out);
  std::optional<error> render_topic(const config::template_input& input, std::string_view& topic);
  std::optional<error> take_topic(std::string_view& topic);
  std::optional<error> render_payload(const config::template_input& input,
                                      protocol::bytes& payload);

  protocol::version version_;
  protocol::qos qos_;
  bool retain_;
  config::template_text topic_;
  std::string topic_as_written_;
  std::optional<config::template_text> payload_;
  message_properties properties_;
  config::message_override own_;  // of the message at hand
  std::string topic_text_;
  std::string payload_text_;
};

}  // namespace ipaas::mqtt::operations
