#include "protocol/properties.h"

#include <utility>

#include "message/problem_text.h"
#include "protocol/property_scan.h"
#include "protocol/text.h"
#include "protocol/wire.h"

namespace ipaas::mqtt::protocol {
namespace {

flaw as_property_flaw(text_flaw found) {
  switch (found) {
    case text_flaw::none:
      return flaw::none;
    case text_flaw::not_utf8:
      return flaw::property_not_utf8;
    case text_flaw::nul:
      return flaw::property_nul;
    case text_flaw::wildcard:  // not in text that is no topic
      break;
  }
  return flaw::none;
}

bool take_number(bytes& rest, std::size_t size, std::uint32_t& out) {
  bytes field;
  if (!take(rest, size, field)) return false;
  for (const std::byte part : field) out = out << 8 | std::to_integer<std::uint32_t>(part);
  return true;
}

bool take_variable(bytes& rest, std::uint32_t& out) {
  const variable_byte_integer number = read_variable_byte_integer(rest);
  out = number.value;
  rest = rest.subspan(number.size);
  return number.size != 0;
}

bool take_value(bytes& rest, property_kind kind, property& out) {
  switch (kind) {
    case property_kind::one_byte:
      return take_number(rest, 1, out.number);
    case property_kind::two_bytes:
      return take_number(rest, 2, out.number);
    case property_kind::four_bytes:
      return take_number(rest, 4, out.number);
    case property_kind::variable:
      return take_variable(rest, out.number);
    case property_kind::text:
    case property_kind::binary:
      return take_text(rest, out.text);
    case property_kind::pair:
      return take_text(rest, out.name) && take_text(rest, out.text);
    case property_kind::unknown:
      break;
  }
  return false;
}

// A response topic is any text here, although it must be a topic name (MQTT-3.3.2-14): who answers
// to one that is none is told so, and the message of a careless publisher should not cost its
// readers their connections.
text_flaw examine_value(const property_rule& rule, const property& value) {
  if (rule.kind == property_kind::text) return examine_text(value.text);
  if (rule.kind != property_kind::pair) return text_flaw::none;
  const text_flaw in_name = examine_text(value.name);
  return in_name != text_flaw::none ? in_name : examine_text(value.text);
}

// Which properties of a packet have been seen. Known identifiers are below 64.
class seen_properties {
 public:
  // False when it has been added before.
  bool add(property_id id) {
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(id);
    return (std::exchange(seen_, seen_ | bit) & bit) == 0;
  }

 private:
  std::uint64_t seen_ = 0;
};

flaw scan_one(packet_type type, bytes& rest, seen_properties& seen) {
  const property_rule& rule = rule_of(load_8(rest.data()));
  if (rule.kind == property_kind::unknown) return flaw::property_unknown;
  if ((rule.packets & packet_bit(type)) == 0) return flaw::property_misplaced;
  property value{.id = property_id{load_8(rest.data())}};
  rest = rest.subspan(1);
  if (!take_value(rest, rule.kind, value)) return flaw::property_cut_short;
  if (!rule.allows(value.number)) return flaw::property_range;
  if (!seen.add(value.id) && (rule.repeatable_in & packet_bit(type)) == 0) {
    return flaw::property_repeated;
  }
  return as_property_flaw(examine_value(rule, value));
}

}  // namespace

flaw scan_properties(packet_type type, bytes properties) {
  seen_properties seen;
  while (!properties.empty()) {
    const flaw found = scan_one(type, properties, seen);
    if (found != flaw::none) return found;
  }
  return flaw::none;
}

flaw read_last_properties(packet_type type, bytes data, bytes& properties) {
  bytes rest;
  if (split_properties(data, properties, rest)) return flaw::property_length;
  return rest.empty() ? scan_properties(type, properties) : flaw::too_long;
}

malformed validate_properties(packet_type type, bytes properties) {
  return describe(type, scan_properties(type, properties));
}

std::optional<property> property_reader::next() {
  if (rest_.empty()) return std::nullopt;
  property value{.id = property_id{load_8(rest_.data())}};
  const property_kind kind = rule_of(load_8(rest_.data())).kind;
  rest_ = rest_.subspan(1);
  if (take_value(rest_, kind, value)) return value;
  rest_ = {};
  return std::nullopt;
}

malformed split_properties(bytes data, bytes& properties, bytes& rest) {
  const variable_byte_integer length = read_variable_byte_integer(data);
  if (length.size == 0) return problem::property_length_flawed;
  rest = data.subspan(length.size);
  if (!take(rest, length.value, properties)) return problem::property_length_beyond;
  return {};
}

variable_byte_integer read_variable_byte_integer(bytes data) {
  constexpr std::size_t max_size = 4;
  variable_byte_integer out;
  for (std::size_t i = 0; i < data.size() && i < max_size; ++i) {
    const auto part = std::to_integer<std::uint32_t>(data[i]);
    out.value |= (part & 0x7F) << (7 * i);
    if (part < 0x80) {
      out.size = static_cast<std::uint8_t>(i + 1);
      return out;
    }
  }
  return {};
}

}  // namespace ipaas::mqtt::protocol
