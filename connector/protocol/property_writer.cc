#include "protocol/property_writer.h"

#include "protocol/framing.h"
#include "protocol/property_rule.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t max_text = 65'535;

std::uint32_t largest_number(property_kind kind) {
  switch (kind) {
    case property_kind::one_byte:
      return 0xFF;
    case property_kind::two_bytes:
      return 0xFFFF;
    case property_kind::variable:
      return max_remaining_length;
    default:
      return 0xFFFF'FFFF;
  }
}

bool fits(property_kind kind, const property& value) {
  return kind != property_kind::unknown && value.number <= largest_number(kind) &&
         value.name.size() <= max_text && value.text.size() <= max_text;
}

// Room for any property: its identifier, a number or two lengths, and the strings.
std::size_t largest_size(const property& value) {
  return 1 + 4 + value.name.size() + value.text.size();
}

std::byte* put_value(std::byte* to, property_kind kind, const property& value) {
  switch (kind) {
    case property_kind::one_byte:
      return put_8(to, static_cast<std::uint8_t>(value.number));
    case property_kind::two_bytes:
      return put_16(to, static_cast<std::uint16_t>(value.number));
    case property_kind::four_bytes:
      return put_32(to, value.number);
    case property_kind::variable:
      return put_variable(to, value.number);
    case property_kind::text:
    case property_kind::binary:
      return put_text(to, value.text);
    case property_kind::pair:
      return put_text(put_text(to, value.name), value.text);
    case property_kind::unknown:
      break;
  }
  return to;
}

}  // namespace

bool property_writer::add(const property& value) {
  const auto identifier = static_cast<std::uint8_t>(value.id);
  const property_kind kind = rule_of(identifier).kind;
  if (!fits(kind, value)) return false;
  const std::size_t before = run_.size();
  run_.resize(before + largest_size(value));
  const std::byte* const end = put_value(put_8(&run_[before], identifier), kind, value);
  run_.resize(static_cast<std::size_t>(end - run_.data()));
  return true;
}

}  // namespace ipaas::mqtt::protocol
