// TCP on 127.0.0.1 with deadlines. Errors are std::system_error, a deadline is timed_out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/deadline.h"
#include "harness/file_descriptor.h"

namespace ipaas::harness {

// A socket with a port of the system's choice.
file_descriptor bind_to_loopback();
// The same, listening.
file_descriptor listen_on_loopback();
std::uint16_t port_of(const file_descriptor& socket);

file_descriptor accept_from(const file_descriptor& listener, const deadline& end);
// Not open when nobody listens there.
file_descriptor connect_to_loopback(std::uint16_t port);
// Begins a connection, and does not wait for it.
file_descriptor begin_to_connect(std::uint16_t port);

// False when the deadline comes first.
bool wait_readable(int descriptor, const deadline& end);
// Appends what can be read now, waiting for the first byte; false at the end of the stream, which a
// reset counts as.
bool read_some(const file_descriptor& socket, std::string& buffer, const deadline& end);
// Writes everything; throws std::system_error when the other side is gone.
void write_all(const file_descriptor& socket, std::string_view bytes);

[[noreturn]] void throw_errno(const char* what);

}  // namespace ipaas::harness
