// How other systems write values of the message into a topic, in our own words (template_text.h).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "config/dialects/translation.h"

namespace ipaas::mqtt::config {

// The text in our words, or why it cannot be said in them.
using pattern_result = std::variant<std::string, phrase>;

// Go's templates, as eKuiper has them: {{.field.inner}} and {{json .field}}. Anything else between
// the braces is a program, which a topic here cannot be.
pattern_result from_go_template(std::string_view text);

// ThingPark's: {DevEUI}, {$.a.b[0]}, {CustomerData.name|DevEUI|'None'}. A name is looked for in the
// payload, and in the DevEUI_uplink that most of its payloads are wrapped in.
pattern_result from_thingpark_pattern(std::string_view text);
// The same where it is subscribed to: every value becomes the wildcard + of its level.
pattern_result from_thingpark_filter(std::string_view text);

// `text` where nothing stands for a value: what looks like one of our placeholders is escaped.
std::string literal_template(std::string_view text);

}  // namespace ipaas::mqtt::config
