#include "config/fields.h"
#include "config/object_reader.h"
#include "config/property_readers.h"
#include "config/setting_rows.h"
#include "config/template_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

std::optional<template_text> read_template(field_value& in, const std::string& text) {
  try {
    return template_text(text);
  } catch (const template_mistake& wrong) {
    in.fail(wrong.words());
    return std::nullopt;
  }
}

// The parts that are known now are checked now, the whole at every message.
void check_topic(field_value& in, const template_text& topic) {
  const bool literal = topic.is_literal();
  const std::string known = literal ? topic.literal() : "x" + topic.literal_parts();
  if (const auto wrong = protocol::check_topic_name(known)) {
    in.fail(problem::topic_invalid, wrong.text());
  }
}

void read_topic(field_value& in, producer_settings& out) {
  const auto text = in.text();
  if (!text) return;
  if (const auto parsed = read_template(in, *text)) check_topic(in, *parsed);
  out.topic = *text;
}

void read_payload(field_value& in, producer_settings& out) {
  auto text = in.text();
  if (!text) return;
  read_template(in, *text);
  out.payload = std::move(text);
}

// What can be known of a property's text before there is a message.
void check_property(field_value& in, const template_text& text, protocol::property_id id) {
  if (!text.is_literal() || text.literal().empty()) return;
  std::string memory;
  protocol::property property{.id = id};
  if (const auto wrong = read_property(text.literal(), memory, property)) {
    in.fail(problem::property_invalid, in.info().key, wrong.text());
  }
}

template <std::size_t row>
void read_text_property(field_value& in, producer_settings& out) {
  constexpr text_property property = text_properties[row];
  const auto text = read_scalar(in);
  if (!text) return;
  if (const auto parsed = read_template(in, *text)) check_property(in, *parsed, property.id);
  out.properties.*property.place = text;
}

void check_user_property(field_value& in, const publish_properties::pair& pair) {
  const auto text = read_template(in, pair.second);
  if (!text) return;
  auto wrong = check_property_text(pair.first);
  if (!wrong) wrong = check_property_text(text->literal_parts());
  if (wrong) in.fail(problem::property_invalid, quote(pair.first), wrong.text());
}

void read_user_property_list(field_value& in, producer_settings& out) {
  read_user_properties(in, out.properties);
  if (!out.properties.user_properties) return;
  for (const auto& pair : *out.properties.user_properties) check_user_property(in, pair);
}

constexpr reader<producer_settings> producer_readers[] = {
    {"topic", read_topic},
    {"payload", read_payload},
    {"qos", [](field_value& in, producer_settings& out) { take(in.choice_index(), out.qos); }},
    {"retain", [](field_value& in, producer_settings& out) { take(in.flag(), out.retain); }},
    {text_properties[0].key, read_text_property<0>},
    {text_properties[1].key, read_text_property<1>},
    {text_properties[2].key, read_text_property<2>},
    {text_properties[3].key, read_text_property<3>},
    {"payloadFormatIndicator",
     [](field_value& in, producer_settings& out) { read_payload_format(in, out.properties); }},
    {"userProperties", read_user_property_list},
};
constexpr auto producer_table = join(producer_rows, producer_readers);

}  // namespace

producer_settings read_producer(const json_value& object, std::string_view pointer,
                                problems& found) {
  producer_settings out;
  read_object<producer_settings>(object, pointer, producer_table, found, out);
  return out;
}

std::vector<const field_info*> producer_field_infos() { return infos_of(producer_rows); }

}  // namespace ipaas::mqtt::config
