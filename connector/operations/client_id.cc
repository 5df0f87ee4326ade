#include "operations/client_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace ipaas::mqtt::operations {

namespace {

// MQTT 3.1 section 3.1.
constexpr std::size_t longest_of_3_1 = 23;
// MQTT's strings (MQTT 5 section 1.5.4).
constexpr std::size_t longest = 65'535;

std::size_t room_for_id(protocol::version version) {
  return version == protocol::version::v3_1 ? longest_of_3_1 : longest;
}

bool begins_a_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

// 22 characters: MQTT 3.1 allows 23.
std::string make_client_id() {
  std::random_device random;
  return fmt::format("ipaas-{:08x}{:08x}", random(), random());
}

std::string probe_client_id(std::string_view configured, protocol::version version,
                            unsigned number) {
  const std::string suffix = number == 1 ? "-probe" : fmt::format("-probe{}", number);
  std::size_t kept = std::min(configured.size(), room_for_id(version) - suffix.size());
  while (kept > 0 && kept < configured.size() && !begins_a_character(configured[kept])) --kept;
  return std::string(configured.substr(0, kept)) + suffix;
}

}  // namespace ipaas::mqtt::operations
