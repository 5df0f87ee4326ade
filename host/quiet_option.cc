#include "quiet_option.h"

namespace ipaas::command_line {

option quiet_option(verbosity& destination) {
  return {"--quiet,-q", "",
          "No events and no live counter on standard error; errors and the last line stay",
          [&destination] { destination = verbosity::quiet; }};
}

}  // namespace ipaas::command_line
