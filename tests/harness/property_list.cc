#include "harness/property_list.h"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

namespace ipaas::harness {
namespace {

std::string take(char* text, std::size_t size) {
  std::string copy(text, size);
  std::free(text);
  return copy;
}

std::string take(char* text) { return take(text, std::string(text).size()); }

std::string text_of(const mosquitto_property* property, int id) {
  char* text = nullptr;
  if (mosquitto_property_read_string(property, id, &text, false)) return take(text);
  char* name = nullptr;
  if (mosquitto_property_read_string_pair(property, id, &name, &text, false)) {
    return take(name) + ":" + take(text);
  }
  void* data = nullptr;
  std::uint16_t size = 0;
  if (mosquitto_property_read_binary(property, id, &data, &size, false)) {
    return take(static_cast<char*>(data), size);
  }
  std::uint32_t number = 0;
  if (mosquitto_property_read_int32(property, id, &number, false)) return std::to_string(number);
  if (mosquitto_property_read_varint(property, id, &number, false)) return std::to_string(number);
  std::uint16_t two_bytes = 0;
  if (mosquitto_property_read_int16(property, id, &two_bytes, false)) {
    return std::to_string(two_bytes);
  }
  std::uint8_t byte = 0;
  mosquitto_property_read_byte(property, id, &byte, false);
  return std::to_string(byte);
}

int add(mosquitto_property** list, int id, int type, const std::string& value) {
  const auto colon = value.find(':');
  switch (type) {
    case MQTT_PROP_TYPE_BYTE:
      return mosquitto_property_add_byte(list, id, static_cast<std::uint8_t>(std::stoul(value)));
    case MQTT_PROP_TYPE_INT16:
      return mosquitto_property_add_int16(list, id, static_cast<std::uint16_t>(std::stoul(value)));
    case MQTT_PROP_TYPE_INT32:
      return mosquitto_property_add_int32(list, id, static_cast<std::uint32_t>(std::stoul(value)));
    case MQTT_PROP_TYPE_BINARY:
      return mosquitto_property_add_binary(list, id, value.data(),
                                           static_cast<std::uint16_t>(value.size()));
    case MQTT_PROP_TYPE_STRING_PAIR:
      return mosquitto_property_add_string_pair(list, id, value.substr(0, colon).c_str(),
                                                value.substr(colon + 1).c_str());
    default:
      return mosquitto_property_add_string(list, id, value.c_str());
  }
}

}  // namespace

property_list to_properties(const property_texts& texts) {
  mosquitto_property* list = nullptr;
  for (const std::string& text : texts) {
    const auto sign = text.find('=');
    int id = 0;
    int type = 0;
    if (mosquitto_string_to_property_info(text.substr(0, sign).c_str(), &id, &type) != 0 ||
        add(&list, id, type, text.substr(sign + 1)) != MOSQ_ERR_SUCCESS) {
      throw std::runtime_error("no property: " + text);
    }
  }
  return property_list(list);
}

property_texts to_texts(const mosquitto_property* list) {
  property_texts texts;
  for (; list != nullptr; list = mosquitto_property_next(list)) {
    const int id = mosquitto_property_identifier(list);
    texts.push_back(std::string(mosquitto_property_identifier_to_string(id)) + "=" +
                    text_of(list, id));
  }
  return texts;
}

}  // namespace ipaas::harness
