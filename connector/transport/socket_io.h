// Reading and writing a non-blocking stream socket, with the results of stream.h. Any thread.
#pragma once

#include <cstddef>
#include <span>

#include "transport/stream.h"

namespace ipaas::mqtt::transport {

// What is there, up to room.size() bytes.
io_result receive_from(int socket, std::span<std::byte> room);

// As much of `parts` as the socket takes, in order. Never raises SIGPIPE.
io_result send_to(int socket, std::span<const std::span<const std::byte>> parts);

}  // namespace ipaas::mqtt::transport
