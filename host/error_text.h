// The plugin's errors (JSON objects of plugin.h) as lines for a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ipaas::command_line {

// "CODE at /field: description"; one line for each of "Errors" where there are several. A text that
// is no such JSON is returned as it is.
std::vector<std::string> error_lines(std::string_view details);

// The same lines, joined by a newline.
std::string error_text(std::string_view details);

}  // namespace ipaas::command_line
