// The name that somebody may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ipaas::command_line::formats {

// Of `known`, which holds one at least, the one that takes the fewest letters to change.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace ipaas::command_line::formats
