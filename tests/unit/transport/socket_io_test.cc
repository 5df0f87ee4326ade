#include "transport/socket_io.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "transport/descriptor.h"

namespace ipaas::mqtt::transport {
namespace {

// The I/O thread blocks SIGPIPE; this thread does not, and would end the process.
TEST(socket_io, raises_no_signal_when_the_peer_has_gone) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
  const descriptor ours(ends[0]);
  descriptor(ends[1]).close();
  const std::string text = "late";
  const std::span<const std::byte> part = std::as_bytes(std::span(text));
  const auto result = send_to(ours.number(), {&part, 1});
  EXPECT_EQ(result.status, io_status::failed);
  EXPECT_EQ(result.reason.en, "Broken pipe");
}

TEST(socket_io, tells_that_there_is_no_socket) {
  std::byte room[1];
  EXPECT_EQ(receive_from(-1, room).reason.en, "Bad file descriptor");
}

}  // namespace
}  // namespace ipaas::mqtt::transport
