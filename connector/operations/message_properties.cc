#include "operations/message_properties.h"

#include <algorithm>
#include <utility>

#include "config/json_value.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::operations {

using config::publish_properties;
using config::template_input;
using config::text_property;
using protocol::property_id;

namespace {

// Where a property comes from, for the fields of errors.
constexpr std::string_view parameters{};
constexpr std::string_view message = "/attribute/mqtt/properties";
constexpr std::string_view user_properties = "userProperties";

error failure_at(error_code code, std::string_view below, std::string_view key, phrase detail) {
  error failure = describe(code, std::move(detail));
  failure.field = config::join_pointer(below, key);
  return failure;
}

error_code code_for(property_id id) {
  return id == property_id::response_topic ? error_code::topic_invalid
                                           : error_code::publish_rejected;
}

}  // namespace

message_properties::message_properties(const publish_properties& given)
    : payload_format_(given.payload_format_indicator) {
  for (const text_property& property : config::text_properties) {
    if (given.*property.place) {
      texts_.push_back({&property, config::template_text(*(given.*property.place))});
    }
  }
  if (given.user_properties) {
    for (const auto& [name, text] : *given.user_properties) {
      pairs_.push_back({name, config::template_text(text)});
    }
  }
  const auto is_literal = [](const auto& each) { return each.text.is_literal(); };
  const bool is_fixed =
      std::ranges::all_of(texts_, is_literal) && std::ranges::all_of(pairs_, is_literal);
  protocol::bytes run;
  // Literals have been checked with the parameters, so that they cannot fail.
  is_fixed_ = is_fixed && !compose({}, {}, run);
  if (is_fixed_) std::swap(fixed_, writer_);
}

std::optional<error> message_properties::compose(const template_input& input,
                                                 const publish_properties& instead,
                                                 protocol::bytes& run) {
  writer_.clear();
  const auto format =
      instead.payload_format_indicator ? instead.payload_format_indicator : payload_format_;
  if (format) writer_.add({.id = property_id::payload_format_indicator, .number = *format});
  for (const text_property& property : config::text_properties) {
    if (auto failure = add_text(property, input, instead)) return failure;
  }
  auto failure = instead.user_properties ? add_given_pairs(instead) : add_own_pairs(input);
  if (!failure) run = writer_.written();
  return failure;
}

std::optional<error> message_properties::add_text(const text_property& property,
                                                  const template_input& input,
                                                  const publish_properties& instead) {
  if (const auto& given = instead.*property.place) return add_value(property, *given, message);
  const auto own = std::ranges::find(texts_, &property, &text_template::property);
  if (own == texts_.end()) return std::nullopt;
  rendered_.clear();
  if (const auto missing = own->text.render(input, rendered_)) {
    return failure_at(code_for(property.id), parameters, property.key, *missing);
  }
  return add_value(property, rendered_, parameters);
}

std::optional<error> message_properties::add_value(const text_property& property,
                                                   std::string_view text, std::string_view below) {
  if (text.empty()) return std::nullopt;
  protocol::property value{.id = property.id};
  if (const auto wrong = config::read_property(text, memory_, value)) {
    return failure_at(code_for(property.id), below, property.key,
                      say(problem::property_invalid, property.key, wrong.text()));
  }
  writer_.add(value);
  return std::nullopt;
}

std::optional<error> message_properties::add_own_pairs(const template_input& input) {
  for (const auto& [name, text] : pairs_) {
    rendered_.clear();
    if (const auto missing = text.render(input, rendered_)) {
      return failure_at(error_code::publish_rejected, parameters, user_properties, *missing);
    }
    if (auto failure = add_pair(name, rendered_, parameters)) return failure;
  }
  return std::nullopt;
}

std::optional<error> message_properties::add_given_pairs(const publish_properties& instead) {
  for (const auto& [name, text] : *instead.user_properties) {
    if (auto failure = add_pair(name, text, message)) return failure;
  }
  return std::nullopt;
}

std::optional<error> message_properties::add_pair(std::string_view name, std::string_view text,
                                                  std::string_view below) {
  auto wrong = config::check_property_text(name);
  if (!wrong) wrong = config::check_property_text(text);
  if (wrong) {
    return failure_at(error_code::publish_rejected, below, user_properties,
                      say(problem::user_property_invalid, wrong.text()));
  }
  writer_.add({.id = property_id::user_property, .name = name, .text = text});
  return std::nullopt;
}

}  // namespace ipaas::mqtt::operations
