// What a fault_proxy does to one connection, as data: a test writes it down or draws it from a
// seed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string_view>

#include "harness/wire.h"

namespace ipaas::harness {

enum class way : std::uint8_t { to_broker, to_client };

// What the bytes of one direction suffer while the connection lives.
struct lane_plan {
  std::size_t most_at_once = 1 << 16;        // bytes of one write; 1 is byte at a time
  std::chrono::milliseconds delay{0};        // of everything
  std::optional<std::size_t> per_second{};   // bytes
  std::chrono::milliseconds first_delay{0};  // until the first byte passes
};

enum class ending : std::uint8_t {
  none,
  close,        // both sides see an orderly end behind the last byte
  reset,        // both sides see a reset
  broker_gone,  // the broker's side is reset, the client's stays open and hears nothing
  client_gone,  // the client's side is reset, the broker's stays open and hears nothing
  silence,      // the counted direction carries nothing any more, the other one goes on
};

// Stands before the nth packet of a type: it and all that follows it in its direction is held back.
struct packet_gate {
  way direction = way::to_broker;
  wire::type before = wire::type::puback;
  unsigned nth = 1;
};

struct line_plan {
  lane_plan to_broker{};
  lane_plan to_client{};
  ending end = ending::none;
  way counted = way::to_client;  // the end comes after so many bytes of this direction
  std::size_t after = 0;
  // What is half open or silent is reset after this time; nothing: it stays for good.
  std::optional<std::chrono::milliseconds> lingering{};
  std::optional<packet_gate> gate{};
  // Sees every packet as it comes from its sender, on the proxy's thread.
  std::function<void(way, std::string_view packet)> observer{};

  const lane_plan& lane(way direction) const {
    return direction == way::to_broker ? to_broker : to_client;
  }
};

// Any of the above but a gate, with short times: every such connection ends within a second or two
// when bytes flow. `most_bytes` is where the end comes at the latest.
line_plan random_plan(std::mt19937_64& random, std::size_t most_bytes);

}  // namespace ipaas::harness
