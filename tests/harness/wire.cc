#include "harness/wire.h"

#include <cctype>
#include <stdexcept>

namespace ipaas::harness::wire {
namespace {

char as_char(unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); }
std::uint8_t as_byte(char value) { return static_cast<std::uint8_t>(value); }

unsigned hex_digit(char digit) {
  const std::string_view digits = "0123456789abcdef";
  const auto place = digits.find(static_cast<char>(std::tolower(as_byte(digit))));
  if (place == std::string_view::npos) throw std::invalid_argument("no hexadecimal digit");
  return static_cast<unsigned>(place);
}

std::uint8_t first_byte(type kind, unsigned flags) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(kind) << 4 | flags);
}

std::string with_length(std::string_view properties) {
  return variable_integer(static_cast<std::uint32_t>(properties.size())) + std::string(properties);
}

// Reads from the front of a packet.
class reader {
 public:
  explicit reader(std::string_view data) : data_(data) {}
  std::uint8_t byte() { return as_byte(bytes(1)[0]); }
  std::uint16_t number() {
    const unsigned high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  std::string_view bytes(std::size_t count) {
    if (count > data_.size()) throw std::out_of_range("the packet is too short");
    const std::string_view result = data_.substr(0, count);
    data_.remove_prefix(count);
    return result;
  }
  std::string text() { return std::string(bytes(number())); }
  std::uint32_t variable_integer() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint32_t>(next & 127) << shift;
      if (next < 128) return value;
    }
    throw std::out_of_range("a length of more than four bytes");
  }
  std::string_view properties(version v) {
    return v == version::v5 ? bytes(variable_integer()) : std::string_view();
  }
  std::string_view rest() const { return data_; }

 private:
  std::string_view data_;
};

// The size of the first packet, header included; nothing while its header is not whole.
std::optional<std::size_t> packet_size(std::string_view stream) {
  try {
    reader header(stream);
    header.byte();
    const std::uint32_t length = header.variable_integer();
    return stream.size() - header.rest().size() + length;
  } catch (const std::out_of_range&) {
    return std::nullopt;
  }
}

}  // namespace

std::string from_hex(std::string_view hex) {
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits += c;
  }
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += as_char(hex_digit(digits[i]) << 4 | hex_digit(digits[i + 1]));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  const std::string_view digits = "0123456789ABCDEF";
  std::string hex;
  for (const char c : bytes) {
    if (!hex.empty()) hex += ' ';
    hex += digits[as_byte(c) >> 4];
    hex += digits[as_byte(c) & 15];
  }
  return hex;
}

std::string number16(std::uint16_t value) { return {as_char(value >> 8), as_char(value & 255u)}; }

std::string text(std::string_view value) {
  return number16(static_cast<std::uint16_t>(value.size())) + std::string(value);
}

std::string variable_integer(std::uint32_t value) {
  std::string bytes;
  do {
    const std::uint32_t rest = value >> 7;
    bytes += as_char((value & 127) | (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

std::string packet(std::uint8_t first, std::string_view body) {
  return as_char(first) + with_length(body);
}

std::string connack(version v, std::uint8_t code, std::uint8_t flags, std::string_view properties) {
  std::string body{as_char(flags), as_char(code)};
  if (v == version::v5) body += with_length(properties);
  return packet(first_byte(type::connack, 0), body);
}

std::string suback(version v, std::uint16_t id, std::string_view codes) {
  std::string body = number16(id);
  if (v == version::v5) body += with_length({});
  body += codes;
  return packet(first_byte(type::suback, 0), body);
}

std::string unsuback(version v, std::uint16_t id, std::size_t count) {
  std::string body = number16(id);
  if (v == version::v5) body += with_length({}) + std::string(count, '\0');
  return packet(first_byte(type::unsuback, 0), body);
}

std::string pingresp() { return packet(first_byte(type::pingresp, 0), {}); }

std::string acknowledgement(type kind, std::uint16_t id) {
  return packet(first_byte(kind, kind == type::pubrel ? 2 : 0), number16(id));
}

std::string acknowledgement(type kind, std::uint16_t id, std::uint8_t reason) {
  return packet(first_byte(kind, kind == type::pubrel ? 2 : 0), number16(id) + as_char(reason));
}

std::string publish(version v, const publish_packet& content) {
  std::string body = text(content.topic);
  if (content.qos > 0) body += number16(content.id);
  if (v == version::v5) body += with_length(content.properties);
  body += content.payload;
  const unsigned flags = (content.duplicate ? 8u : 0u) | static_cast<unsigned>(content.qos << 1) |
                         (content.retain ? 1u : 0u);
  return packet(first_byte(type::publish, flags), body);
}

std::optional<std::string> take_packet(std::string& stream) {
  const std::optional<std::size_t> size = packet_size(stream);
  if (!size || stream.size() < *size) return std::nullopt;
  std::string taken = stream.substr(0, *size);
  stream.erase(0, *size);
  return taken;
}

type type_of(std::string_view packet) { return static_cast<type>(as_byte(packet.at(0)) >> 4); }

std::string_view body_of(std::string_view packet) {
  reader content(packet);
  content.byte();
  content.variable_integer();
  return content.rest();
}

std::uint16_t identifier_of(std::string_view packet) { return reader(body_of(packet)).number(); }

publish_packet read_publish(version v, std::string_view packet) {
  const std::uint8_t flags = as_byte(packet.at(0));
  reader content(body_of(packet));
  publish_packet result;
  result.qos = static_cast<std::uint8_t>(flags >> 1 & 3);
  result.duplicate = (flags & 8) != 0;
  result.retain = (flags & 1) != 0;
  result.topic = content.text();
  if (result.qos > 0) result.id = content.number();
  result.properties = content.properties(v);
  result.payload = content.rest();
  return result;
}

subscribe_packet read_subscribe(version v, std::string_view packet) {
  reader content(body_of(packet));
  subscribe_packet result;
  result.id = content.number();
  content.properties(v);
  while (!content.rest().empty()) {
    std::string filter = content.text();
    result.subscriptions.push_back({std::move(filter), content.byte()});
  }
  return result;
}

}  // namespace ipaas::harness::wire
