// Standard output, written so that a reader who has stopped reading does not make the program deaf
// to signals.
#pragma once

#include <string_view>

namespace ipaas::command_line {

enum class write_result {
  written,
  interrupted,  // a signal came while the reader did not read; the rest is not written
  closed,       // nobody will read this any more
};

// Writes all of `text` to `descriptor`. `signal_descriptor` is watched while it must wait.
write_result write_all(int descriptor, std::string_view text, int signal_descriptor);

}  // namespace ipaas::command_line
