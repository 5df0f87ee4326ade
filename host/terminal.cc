#include "terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace ipaas::command_line {

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return isatty(descriptor) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

bool has_colours(int descriptor) {
  const char* refused = std::getenv("NO_COLOR");
  return is_terminal(descriptor) && (refused == nullptr || *refused == '\0');
}

}  // namespace ipaas::command_line
