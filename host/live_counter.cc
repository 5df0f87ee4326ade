#include "live_counter.h"

#include <unistd.h>

#include <cstdio>

#include "terminal.h"

namespace ipaas::command_line {

live_counter::live_counter(verbosity wanted)
    : next_(wanted == verbosity::normal && is_terminal(STDERR_FILENO) ? time_point::min() : never) {
}

void live_counter::show(std::string_view text, time_point now) {
  std::fprintf(stderr, "\r\x1b[K%.*s", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
  visible_ = true;
  next_ = now + milliseconds(200);
}

void live_counter::erase() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  visible_ = false;
}

}  // namespace ipaas::command_line
