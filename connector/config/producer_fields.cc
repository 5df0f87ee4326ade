#include <fmt/format.h>

#include <stdexcept>

#include "config/fields.h"
#include "config/object_reader.h"
#include "config/template_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

using value = field_value;
using settings = producer_settings;

std::optional<template_text> read_template(value& in, const std::string& text) {
  try {
    return template_text(text);
  } catch (const std::invalid_argument& wrong) {
    in.fail(wrong.what());
    return std::nullopt;
  }
}

// The parts that are known now are checked now, the whole at every message.
void check_topic(value& in, const template_text& topic) {
  const bool literal = topic.is_literal();
  const std::string known = literal ? topic.literal() : "x" + topic.literal_parts();
  if (const auto wrong = protocol::check_topic_name(known)) {
    in.fail(fmt::format("topic cannot be published to: {}", wrong.what));
  }
}

void read_topic(value& in, settings& out) {
  const auto text = in.text();
  if (!text) return;
  if (const auto parsed = read_template(in, *text)) check_topic(in, *parsed);
  out.topic = *text;
}

void read_payload(value& in, settings& out) {
  auto text = in.text();
  if (!text) return;
  read_template(in, *text);
  out.payload = std::move(text);
}

constexpr field<settings> table[] = {
    {{.key = "topic",
      .type = field_type::text,
      .required = true,
      .help = "The topic to publish to; ${attribute.x}, ${variable.a.b} and ${payload.a.b} stand "
              "for values of the message."},
     read_topic},
    {{.key = "payload",
      .type = field_type::text,
      .help =
          "The content to publish, with placeholders as in topic; without it, the message's own "
          "payload."},
     read_payload},
    {{.key = "qos",
      .type = field_type::choice,
      .default_text = R"("AT_MOST_ONCE")",
      .allowed = qos_choices,
      .help = "The quality of service to publish with."},
     [](value& in, settings& out) { take(in.choice_index(), out.qos); }},
    {{.key = "retain",
      .type = field_type::flag,
      .default_text = "false",
      .help = "Whether the broker keeps the message for later subscribers of its topic."},
     [](value& in, settings& out) { take(in.flag(), out.retain); }},
};

}  // namespace

producer_settings read_producer(const json_value& object, std::string_view pointer,
                                problems& found) {
  producer_settings out;
  read_object(object, pointer, table, found, out);
  return out;
}

std::vector<const field_info*> producer_field_infos() { return infos_of(table); }

}  // namespace ipaas::mqtt::config
