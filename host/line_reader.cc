#include "line_reader.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ipaas::command_line {

void line_reader::read() {
  constexpr std::size_t chunk = std::size_t{64} * 1024;
  if (at_end_) return;
  buffer_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  const std::size_t used = buffer_.size();
  if (used > longest_line) throw std::runtime_error("a line of the input is longer than 256 MiB");
  buffer_.resize(used + chunk);
  const ssize_t got = ::read(descriptor_, buffer_.data() + used, chunk);
  const int problem = errno;
  buffer_.resize(used + static_cast<std::size_t>(got > 0 ? got : 0));
  if (got == 0) at_end_ = true;
  if (got < 0 && problem != EINTR && problem != EAGAIN) {
    throw std::system_error(problem, std::generic_category(), "the input cannot be read");
  }
}

std::optional<std::string_view> line_reader::next() {
  const auto newline = buffer_.find('\n', scanned_);
  if (newline == std::string::npos && (!at_end_ || begin_ == buffer_.size())) {
    scanned_ = buffer_.size();
    return std::nullopt;
  }
  const auto end = newline == std::string::npos ? buffer_.size() : newline;
  const auto line = std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = scanned_ = newline == std::string::npos ? end : end + 1;
  return line;
}

}  // namespace ipaas::command_line
