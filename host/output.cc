#include "output.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace ipaas::command_line {

write_result write_all(int descriptor, std::string_view text, int signal_descriptor) {
  while (!text.empty()) {
    std::array<pollfd, 2> entries{{{descriptor, POLLOUT, 0}, {signal_descriptor, POLLIN, 0}}};
    if (poll(entries.data(), entries.size(), -1) < 0 && errno == EINTR) continue;
    if ((entries[0].revents & (POLLOUT | POLLERR | POLLHUP)) == 0) {
      return write_result::interrupted;
    }
    // A pipe that polls writable takes so much without blocking, and no more is promised.
    const auto size = std::min<std::size_t>(text.size(), PIPE_BUF);
    const ssize_t written = ::write(descriptor, text.data(), size);
    if (written < 0 && errno != EINTR && errno != EAGAIN) return write_result::closed;
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return write_result::written;
}

}  // namespace ipaas::command_line
