#include "transport/socket_io.h"

#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

#include "transport/system_failure.h"

namespace ipaas::mqtt::transport {
namespace {

io_result failed_with(int number) {
  if (number == EAGAIN || number == EWOULDBLOCK) return {};
  return {io_status::failed, 0, system_reason(number), code_of_established(number)};
}

template <typename Call>
ssize_t uninterrupted(Call call) {
  ssize_t result = 0;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// A view of the parts still to be sent, in the system's form and within its limit.
class gather {
 public:
  explicit gather(std::span<const std::span<const std::byte>> parts) : parts_(parts) { fill(); }

  bool empty() const { return used_ == 0; }
  std::size_t size() const { return bytes_; }

  ssize_t send(int socket) {
    msghdr message{};
    message.msg_iov = vectors_.data();
    message.msg_iovlen = used_;
    return uninterrupted([&] { return ::sendmsg(socket, &message, MSG_NOSIGNAL); });
  }

  void fill() {
    used_ = 0;
    bytes_ = 0;
    while (!parts_.empty() && used_ < vectors_.size()) {
      add(parts_.front());
      parts_ = parts_.subspan(1);
    }
  }

 private:
  void add(std::span<const std::byte> part) {
    if (part.empty()) return;
    // The system's structure serves reading as well, and so has no const; sendmsg writes nothing.
    vectors_[used_++] = {const_cast<std::byte*>(part.data()), part.size()};
    bytes_ += part.size();
  }

  std::span<const std::span<const std::byte>> parts_;
  std::array<iovec, IOV_MAX> vectors_;
  std::size_t used_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

io_result receive_from(int socket, std::span<std::byte> room) {
  if (room.empty()) return {io_status::ok, 0};
  const ssize_t count = uninterrupted([&] { return ::recv(socket, room.data(), room.size(), 0); });
  if (count < 0) return failed_with(errno);
  if (count == 0) return {io_status::end_of_stream, 0};
  return {io_status::ok, static_cast<std::size_t>(count)};
}

io_result send_to(int socket, std::span<const std::span<const std::byte>> parts) {
  std::size_t sent = 0;
  for (gather next(parts); !next.empty(); next.fill()) {
    const ssize_t count = next.send(socket);
    // What went out before counts; the next call meets the error again.
    if (count < 0 && sent == 0) return failed_with(errno);
    if (count < 0) break;
    sent += static_cast<std::size_t>(count);
    if (static_cast<std::size_t>(count) < next.size()) break;
  }
  return {io_status::ok, sent};
}

}  // namespace ipaas::mqtt::transport
