// Messages and their packets' bytes, by QoS; and failures by code.
#pragma once

#include <array>
#include <cstdint>

#include "message/error_code.h"
#include "protocol/types.h"

namespace ipaas::mqtt::delivery {

struct traffic {
  std::array<std::uint64_t, 3> messages{};
  std::array<std::uint64_t, 3> bytes{};

  void add(protocol::qos level, std::size_t size) {
    const auto index = static_cast<std::size_t>(level);
    ++messages[index];
    bytes[index] += size;
  }
};

using failure_counts = std::array<std::uint64_t, error_code_count>;

}  // namespace ipaas::mqtt::delivery
