#include "protocol/reason_code.h"

#include <array>
#include <initializer_list>

namespace ipaas::mqtt::protocol {
namespace {

// A set of bytes.
class code_set {
 public:
  constexpr code_set() = default;
  constexpr code_set(std::initializer_list<std::uint8_t> codes) {
    for (const std::uint8_t code : codes) words_[code / 64] |= std::uint64_t{1} << code % 64;
  }
  constexpr bool has(std::uint8_t code) const { return (words_[code / 64] >> code % 64 & 1) != 0; }

 private:
  std::array<std::uint64_t, 4> words_{};
};

using code_table = std::array<code_set, 16>;

constexpr code_set& at(code_table& table, packet_type type) {
  return table[static_cast<std::size_t>(type)];
}

consteval code_table make_version_3_table() {
  code_table table;
  at(table, packet_type::connack) = {0, 1, 2, 3, 4, 5};
  at(table, packet_type::suback) = {0, 1, 2, 0x80};
  return table;
}

consteval code_table make_version_5_table() {
  code_table table;
  at(table, packet_type::connack) = {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86,
                                     0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
                                     0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F};
  at(table, packet_type::puback) = {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99};
  at(table, packet_type::pubrec) = at(table, packet_type::puback);
  at(table, packet_type::pubrel) = {0x00, 0x92};
  at(table, packet_type::pubcomp) = {0x00, 0x92};
  at(table, packet_type::suback) = {0x00, 0x01, 0x02, 0x80, 0x83, 0x87,
                                    0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2};
  at(table, packet_type::unsuback) = {0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91};
  at(table, packet_type::disconnect) = {0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D,
                                        0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
                                        0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2};
  at(table, packet_type::auth) = {0x00, 0x18};
  return table;
}

constexpr code_table version_3_table = make_version_3_table();
constexpr code_table version_5_table = make_version_5_table();

}  // namespace

bool may_carry(version protocol_version, packet_type type, std::uint8_t code) {
  const code_table& table = protocol_version == version::v5 ? version_5_table : version_3_table;
  return table[static_cast<std::size_t>(type)].has(code);
}

}  // namespace ipaas::mqtt::protocol
