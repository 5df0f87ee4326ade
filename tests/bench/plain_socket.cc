// What the bytes alone cost: a read loop and a write loop over the same packets.
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/loopback.h"
#include "harness/wire.h"
#include "role.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

using harness::wire::version;

std::string packet_of(const role_options& options) {
  return harness::wire::publish(version::v3_1_1, {.topic = bench_topic,
                                                  .payload = std::string(options.size, 'x'),
                                                  .qos = static_cast<std::uint8_t>(options.qos),
                                                  .id = 1});
}

harness::file_descriptor connect_as_client(const role_options& options) {
  using harness::wire::packet;
  using harness::wire::text;
  harness::file_descriptor socket = harness::connect_to_loopback(options.port);
  const std::string level{4, 2};
  harness::write_all(
      socket, packet(0x10, text("MQTT") + level + harness::wire::number16(30) + text("bench")));
  std::string answer;
  while (answer.size() < 4) harness::read_some(socket, answer, harness::deadline());
  return socket;
}

}  // namespace

int read_plainly(const role_options& options) {
  const harness::file_descriptor socket = connect_as_client(options);
  const std::string filter = harness::wire::text(bench_topic) + static_cast<char>(options.qos);
  harness::write_all(socket, harness::wire::packet(0x82, harness::wire::number16(1) + filter));
  const std::size_t packet_size = packet_of(options).size();
  const std::size_t suback_size = 5;
  span_of_work work(options.warm_up, options.messages);
  std::vector<char> buffer(std::size_t{256} << 10);
  for (std::uint64_t bytes = 0; !work.is_over();) {
    const ssize_t count = ::read(socket.number(), buffer.data(), buffer.size());
    if (count <= 0) throw std::runtime_error("the sender is gone");
    bytes += static_cast<std::uint64_t>(count);
    if (bytes > suback_size) work.done((bytes - suback_size) / packet_size);
  }
  std::puts(work.report().c_str());
  return 0;
}

int write_plainly(const role_options& options) {
  const harness::file_descriptor socket = connect_as_client(options);
  std::string packet = packet_of(options);
  span_of_work work(options.warm_up, options.messages);
  for (std::uint64_t sent = 0; !work.is_over(); work.done(++sent)) {
    put_number(packet.data() + packet.size() - options.size, sent);
    harness::write_all(socket, packet);
  }
  std::puts(work.report().c_str());
  return 0;
}

}  // namespace ipaas::bench
