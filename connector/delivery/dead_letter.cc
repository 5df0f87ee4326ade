#include "delivery/dead_letter.h"

#include <algorithm>

#include "message/base64.h"
#include "message/json_text.h"
#include "protocol/framing.h"
#include "protocol/properties.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::delivery {

namespace {

using protocol::property_id;

void append_identifier(std::string& out, property_id id) {
  out.push_back(static_cast<char>(static_cast<unsigned char>(id)));
}

void append_text(std::string& out, std::string_view text) {
  out.push_back(static_cast<char>(static_cast<unsigned char>(text.size() >> 8)));
  out.push_back(static_cast<char>(static_cast<unsigned char>(text.size() & 0xFF)));
  out.append(text);
}

void append_user_property(std::string& out, std::string_view name, std::string_view value) {
  append_identifier(out, property_id::user_property);
  append_text(out, name);
  append_text(out, value);
}

// What describes the payload goes along with it. The expiry does not: a dead letter is to be found.
// Subscription identifiers and aliases are of the connection, not of the message.
void append_kept(std::string& out, const protocol::property& from, bool envelope) {
  switch (from.id) {
    case property_id::user_property:
      return append_user_property(out, from.name, from.text);
    case property_id::response_topic:
    case property_id::correlation_data:
      append_identifier(out, from.id);
      return append_text(out, from.text);
    case property_id::content_type:
      if (envelope) return;
      append_identifier(out, from.id);
      return append_text(out, from.text);
    case property_id::payload_format_indicator:
      if (envelope) return;
      append_identifier(out, from.id);
      return out.push_back(static_cast<char>(from.number));
    default:
      return;
  }
}

std::string properties_of(const dead_letter& letter) {
  std::string out;
  protocol::property_reader reader(letter.message.properties);
  while (const auto property = reader.next()) append_kept(out, *property, letter.rules.envelope);
  if (letter.rules.envelope) {
    append_identifier(out, property_id::content_type);
    append_text(out, "application/json");
  }
  append_user_property(out, "originalTopic", letter.message.topic);
  append_user_property(out, "originalMessageID", std::to_string(letter.message.identifier));
  append_user_property(out, "deliveries", std::to_string(letter.deliveries));
  if (!letter.error.empty()) append_user_property(out, "error", letter.error);
  return out;
}

std::string envelope_of(const dead_letter& letter) {
  const std::string_view payload = protocol::as_text(letter.message.payload);
  const bool is_text = protocol::is_valid_utf8(payload);
  std::string out = "{";
  append_json_member(out, "payload", is_text ? payload : std::string_view(to_base64(payload)));
  append_json_member(out, "encoding", std::string_view(is_text ? "text" : "base64"));
  append_json_member(out, "topic", letter.message.topic);
  append_json_member(out, "messageID", std::int64_t{letter.message.identifier});
  append_json_member(out, "deliveries", std::int64_t{letter.deliveries});
  if (!letter.error.empty()) {
    append_json_name(out, "error");
    out += letter.error;
  }
  out += '}';
  return out;
}

}  // namespace

submission encode_dead_letter(protocol::version version, const dead_letter& letter) {
  const std::string properties =
      version == protocol::version::v5 ? properties_of(letter) : std::string();
  const std::string envelope = letter.rules.envelope ? envelope_of(letter) : std::string();
  protocol::publish packet;
  packet.qos = std::max(letter.message.qos, protocol::qos::at_least_once);
  packet.topic = letter.rules.topic;
  packet.properties = protocol::as_bytes(properties);
  packet.payload = letter.rules.envelope ? protocol::as_bytes(envelope) : letter.message.payload;
  submission out;
  out.dead_letter = true;
  out.qos = packet.qos;
  // The fixed header has at most five bytes.
  out.block = chunk::allocate(5 + protocol::publish_body_size(version, packet));
  out.packet = out.block->data();
  out.size = protocol::encode_publish(version, packet, out.packet);
  return out;
}

}  // namespace ipaas::mqtt::delivery
