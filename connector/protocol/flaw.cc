#include "protocol/flaw.h"

#include <array>

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t packet_type_count = 16;

constexpr std::array<std::string_view, packet_type_count> packet_names{
    "packet of type 0", "CONNECT",  "CONNACK",    "PUBLISH", "PUBACK",      "PUBREC",
    "PUBREL",           "PUBCOMP",  "SUBSCRIBE",  "SUBACK",  "UNSUBSCRIBE", "UNSUBACK",
    "PINGREQ",          "PINGRESP", "DISCONNECT", "AUTH"};

constexpr std::array<std::string_view, flaw_count> flaw_texts{
    "",
    " with wrong flags in its header",
    " cut short",
    " with bytes behind its end",
    " with packet identifier 0",
    " with a reason code that it may not carry",
    " without a reason code",
    " from a server",
    " from a server before MQTT 5",
    " with a malformed property length",
    " with an unknown property",
    " with a property that it may not carry",
    " with a repeated property",
    " with a property cut short",
    " with a property out of range",
    " with a property that is not UTF-8",
    " with a NUL in a property",
};

struct phrase {
  std::array<char, 70> text{};
  std::size_t size = 0;
};

// A phrase that does not fit does not compile: the index leaves the array.
constexpr phrase join(std::string_view first, std::string_view second) {
  phrase out;
  for (const char letter : first) out.text[out.size++] = letter;
  for (const char letter : second) out.text[out.size++] = letter;
  return out;
}

using phrases = std::array<std::array<phrase, flaw_count>, packet_type_count>;

consteval phrases join_all() {
  phrases out;
  for (std::size_t type = 0; type < packet_type_count; ++type) {
    for (std::size_t found = 1; found < flaw_count; ++found) {
      out[type][found] = join(packet_names[type], flaw_texts[found]);
    }
  }
  return out;
}

constexpr phrases table = join_all();

}  // namespace

malformed describe(packet_type type, flaw found) {
  const phrase& text = table[static_cast<std::size_t>(type)][static_cast<std::size_t>(found)];
  return {{text.text.data(), text.size}};
}

}  // namespace ipaas::mqtt::protocol
