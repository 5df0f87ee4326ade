// Tells messages apart whose content is gone: 64 bits of topic and payload.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "protocol/publish.h"

namespace ipaas::mqtt::delivery {

inline std::uint64_t mix(std::uint64_t hash, protocol::bytes data) {
  constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;
  hash = (hash ^ data.size()) * odd;
  for (; !data.empty(); data = data.subspan(std::min(data.size(), sizeof hash))) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data(), std::min(data.size(), sizeof word));
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32;
  }
  return hash;
}

inline std::uint64_t fingerprint_of(const protocol::publish& message) {
  return mix(mix(0, protocol::as_bytes(message.topic)), message.payload);
}

}  // namespace ipaas::mqtt::delivery
