// The MQTT 5 properties that a Producer sends with its messages: its parameters' templates filled
// in, or what a message gives in their place. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/property_value.h"
#include "config/template_text.h"
#include "message/error.h"
#include "protocol/property_writer.h"

namespace ipaas::mqtt::operations {

class message_properties {
 public:
  explicit message_properties(const config::publish_properties& parameters);

  // The properties of a message that gives none itself, as they stand in its packet. The run is
  // valid until the next call of either. The answer is why there is none.
  std::optional<error> compose(const config::template_input& input, protocol::bytes& run) {
    if (!is_fixed_) return compose(input, {}, run);
    run = fixed_.written();
    return std::nullopt;
  }
  // The same, where `instead` goes before the parameters, property by property.
  std::optional<error> compose(const config::template_input& input,
                               const config::publish_properties& instead, protocol::bytes& run);

 private:
  struct text_template {
    const config::text_property* property;
    config::template_text text;
  };
  struct pair_template {
    std::string name;
    config::template_text text;
  };

  std::optional<error> add_text(const config::text_property& property,
                                const config::template_input& input,
                                const config::publish_properties& instead);
  std::optional<error> add_value(const config::text_property& property, std::string_view text,
                                 std::string_view below);
  std::optional<error> add_own_pairs(const config::template_input& input);
  std::optional<error> add_given_pairs(const config::publish_properties& instead);
  std::optional<error> add_pair(std::string_view name, std::string_view text,
                                std::string_view below);

  std::vector<text_template> texts_;
  std::vector<pair_template> pairs_;
  std::optional<std::uint8_t> payload_format_;
  bool is_fixed_ = true;             // no template asks for anything of a message
  protocol::property_writer fixed_;  // the run of every message then
  protocol::property_writer writer_;
  std::string rendered_;
  std::string memory_;
};

}  // namespace ipaas::mqtt::operations
