// Reading the MQTT 5 properties of a message to publish: of the Producer's parameters, and of a
// message that brings its own.
#pragma once

#include "config/field.h"
#include "config/property_value.h"

namespace ipaas::mqtt::config {

// A text, or a number as it is written: for what may be a template as well as a quantity.
std::optional<std::string> read_scalar(field_value& in);

void read_payload_format(field_value& in, publish_properties& out);

// {"name": "text", ...} or [["name", "text"], ...], in their order, as views into the document;
// reports what is neither.
using text_pair = std::pair<std::string_view, std::string_view>;
std::optional<std::vector<text_pair>> read_pairs(field_value& in);
void read_user_properties(field_value& in, publish_properties& out);

// In milliseconds, as field_info has it.
inline constexpr std::int64_t longest_message_expiry = std::int64_t{4'294'967'295} * 1000;

}  // namespace ipaas::mqtt::config
