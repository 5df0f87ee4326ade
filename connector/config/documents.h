// Taking in a JSON text: whatever is wrong with the text itself is reported here, once.
#pragma once

#include <optional>
#include <string_view>

#include "config/json_value.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// The document, or nothing when it is no JSON. Members that stand twice are errors at their
// pointers below `pointer`.
std::optional<json_value> read_document(std::string_view text, std::string_view pointer,
                                        problems& found);

}  // namespace ipaas::mqtt::config
