#include "operations/notification_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ipaas::mqtt::operations {

notification_pipe::notification_pipe() {
  int ends[2];
  if (::pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe for an operation");
  }
  read_end_ = ends[0];
  write_end_ = ends[1];
}

notification_pipe::~notification_pipe() {
  ::close(read_end_);
  ::close(write_end_);
}

void notification_pipe::set() {
  const char mark = 1;
  while (::write(write_end_, &mark, 1) < 0 && errno == EINTR) {
  }
}

void notification_pipe::clear() {
  char mark = 0;
  while (::read(read_end_, &mark, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace ipaas::mqtt::operations
