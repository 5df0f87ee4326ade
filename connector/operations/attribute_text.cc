#include "operations/attribute_text.h"

#include <charconv>

#include "message/base64.h"
#include "message/json_text.h"
#include "protocol/properties.h"

namespace ipaas::mqtt::operations {

using protocol::property_id;

namespace {

void append_number(std::string& out, std::uint32_t number) {
  char digits[10];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

struct packet_property {
  property_id id;
  std::string_view name;
};
constexpr packet_property text_properties[] = {
    {property_id::content_type, "contentType"},
    {property_id::response_topic, "responseTopic"},
};
constexpr packet_property number_properties[] = {
    {property_id::message_expiry_interval, "messageExpiryInterval"},
    {property_id::payload_format_indicator, "payloadFormatIndicator"},
};

void append_simple(std::string& out, const protocol::property& property) {
  for (const packet_property& known : text_properties) {
    if (known.id == property.id) append_json_member(out, known.name, property.text);
  }
  for (const packet_property& known : number_properties) {
    if (known.id == property.id) {
      append_json_member(out, known.name, std::int64_t{property.number});
    }
  }
  if (property.id == property_id::correlation_data) {
    append_json_member(out, "correlationData", std::string_view(to_base64(property.text)));
  }
}

}  // namespace

std::string_view attribute_text::of(const protocol::publish& message, std::uint32_t deliveries) {
  const ending wanted{message.identifier, message.retain, message.duplicate, deliveries};
  if (beginning_.empty() || topic_ != message.topic || qos_ != message.qos) {
    begin_with(message);
  } else if (ending_ == wanted && message.properties.empty()) {
    return text_;  // as at QoS 0, message after message
  }
  ending_ = message.properties.empty() ? std::optional(wanted) : std::nullopt;
  text_ = beginning_;
  append_number(text_, message.identifier);
  text_ += message.retain ? R"(,"retain":true)" : R"(,"retain":false)";
  text_ += message.duplicate ? R"(,"duplicate":true,"deliveries":)"
                             : R"(,"duplicate":false,"deliveries":)";
  append_number(text_, deliveries);
  if (!message.properties.empty()) append_properties(message.properties);
  text_ += '}';
  return text_;
}

// Messages of one topic tend to come in rows: the part that it decides is made once for all of
// them.
void attribute_text::begin_with(const protocol::publish& message) {
  topic_ = message.topic;
  qos_ = message.qos;
  beginning_ = R"({"QoS":)";
  append_number(beginning_, static_cast<std::uint32_t>(message.qos));
  append_json_member(beginning_, "topic", message.topic);
  append_json_name(beginning_, "messageID");
}

void attribute_text::append_properties(protocol::bytes properties) {
  std::string identifiers;
  std::string pairs;
  protocol::property_reader reader(properties);
  while (const auto property = reader.next()) {
    append_simple(text_, *property);
    if (property->id == property_id::subscription_identifier) {
      if (!identifiers.empty()) identifiers += ',';
      append_number(identifiers, property->number);
    } else if (property->id == property_id::user_property) {
      pairs += pairs.empty() ? "[" : ",[";
      append_json_string(pairs, property->name);
      pairs += ',';
      append_json_string(pairs, property->text);
      pairs += ']';
    }
  }
  if (!identifiers.empty()) text_ += R"(,"subscriptionIdentifiers":[)" + identifiers + ']';
  if (!pairs.empty()) text_ += R"(,"userProperties":[)" + pairs + ']';
}

}  // namespace ipaas::mqtt::operations
