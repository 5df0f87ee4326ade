#include "config/field.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/parse.h"
#include "config/quantity.h"
#include "message/json_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::size_t longest_quoted = 60;
constexpr std::size_t longest_mqtt_text = 65'535;

// "At Most Once", "at-most-once" and "AT_MOST_ONCE" are the same word.
std::string normalise(std::string_view text) {
  std::string out = to_lower(text);
  std::erase_if(
      out, [](char character) { return character == ' ' || character == '_' || character == '-'; });
  return out;
}

std::string list_of(std::span<const choice> allowed) {
  std::string out;
  for (const choice& each : allowed) {
    if (!out.empty()) out += &each == &allowed.back() ? " or " : ", ";
    out += each.value;
  }
  return out;
}

template <typename Format>
std::string range(const field_info& info, Format format) {
  if (info.maximum == std::numeric_limits<std::int64_t>::max()) return {};
  return fmt::format(" from {} to {}", format(info.minimum), format(info.maximum));
}

std::string format_ms(std::int64_t count) { return format_duration(milliseconds(count)); }

std::string format_count(std::int64_t number) { return fmt::format("{}", number); }

bool is_scalar(const json_value& value) {
  return value.is(json_kind::string) || value.is(json_kind::number);
}

// What stands in the document, for messages. Of a secret only its kind; and of a free text too,
// since a will or a payload has no place in a message either.
std::string found_text(const json_value& value, const field_info& info) {
  const bool shown = !info.secret && info.type != field_type::text;
  if (shown && value.is(json_kind::string)) return quote(value.text);
  if (shown && value.is(json_kind::number)) return value.text.substr(0, longest_quoted);
  if (shown && value.is(json_kind::boolean)) return value.text;
  return std::string(name_of(value.kind));
}

}  // namespace

std::optional<std::size_t> find_choice(std::span<const choice> allowed, std::string_view text) {
  const std::string wanted = normalise(text);
  const auto spells = [&](std::string_view word) {
    return !word.empty() && normalise(word) == wanted;
  };
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    const auto& aliases = allowed[i].aliases;
    if (spells(allowed[i].value) || std::any_of(aliases.begin(), aliases.end(), spells)) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> sibling_choice(const json_value& object, std::string_view key,
                                          std::span<const choice> allowed) {
  const json_value* value = object.member(key);
  return value != nullptr && is_scalar(*value) ? find_choice(allowed, value->text) : std::nullopt;
}

std::string expectation(const field_info& info) {
  switch (info.type) {
    case field_type::text:
      return "a string";
    case field_type::flag:
      return "true or false";
    case field_type::choice:
      return "one of " + list_of(info.allowed);
    case field_type::list:
      return "an array";
    case field_type::map:
      return "an object of names and strings, or an array of [name, string]";
    case field_type::count:
      return "a whole number" + range(info, format_count);
    case field_type::size:
      return "a number of bytes or a size such as \"64MiB\"," + range(info, format_size);
    default:
      return "a duration such as \"1m30s\" or a number of seconds," + range(info, format_ms);
  }
}

std::string quote(std::string_view text) {
  std::size_t length = text.size();
  if (length > longest_quoted) {
    length = longest_quoted;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  }
  std::string out;
  append_json_string(out, text.substr(0, length));
  if (length < text.size()) out += "...";
  return out;
}

void field_value::fail(std::string_view detail) { found_.fail(pointer_, detail); }

void field_value::fail_expected() {
  fail(fmt::format("{} is {}, but must be {}", info_.key, found_text(value_, info_),
                   expectation(info_)));
}

std::optional<std::string> field_value::text() {
  if (value_.is(json_kind::string)) return value_.text;
  fail_expected();
  return std::nullopt;
}

std::optional<secret_text> field_value::secret() {
  if (value_.is(json_kind::string)) return secret_text(std::string_view(value_.text));
  fail_expected();
  return std::nullopt;
}

std::optional<std::string> field_value::mqtt_text() {
  auto read = text();
  if (!read) return std::nullopt;
  if (read->size() > longest_mqtt_text) {
    fail(fmt::format("{} has {} bytes, but MQTT carries at most 65535", info_.key, read->size()));
    return std::nullopt;
  }
  if (!protocol::is_valid_utf8(*read)) {
    fail(fmt::format("{} holds U+0000 or half a surrogate pair, which MQTT does not carry",
                     info_.key));
    return std::nullopt;
  }
  return read;
}

std::optional<bool> field_value::flag() {
  const bool may_be = value_.is(json_kind::boolean) || value_.is(json_kind::string);
  const std::string word = may_be ? to_lower(value_.text) : std::string();
  if (word == "true") return true;
  if (word == "false") return false;
  fail_expected();
  return std::nullopt;
}

std::optional<std::size_t> field_value::choice_index() {
  auto index = is_scalar(value_) ? find_choice(info_.allowed, value_.text) : std::nullopt;
  if (!index) fail_expected();
  return index;
}

std::optional<std::int64_t> field_value::in_range(std::optional<std::int64_t> number) {
  if (number && *number >= info_.minimum && *number <= info_.maximum) return number;
  fail_expected();
  return std::nullopt;
}

std::optional<milliseconds> field_value::duration() {
  const auto read = is_scalar(value_) ? parse_duration(value_.text) : std::nullopt;
  const auto count = in_range(read ? std::optional(read->count()) : std::nullopt);
  return count ? std::optional(milliseconds(*count)) : std::nullopt;
}

std::optional<std::chrono::seconds> field_value::seconds() {
  const auto exact = duration();
  if (!exact) return std::nullopt;
  const auto whole = std::chrono::floor<std::chrono::seconds>(*exact);
  if (whole == *exact) return whole;
  fail(fmt::format("{} is {}, but MQTT counts it in whole seconds", info_.key,
                   format_duration(*exact)));
  return std::nullopt;
}

std::optional<std::int64_t> field_value::number() {
  const bool sized = info_.type == field_type::size && value_.is(json_kind::string);
  if (sized) return in_range(parse_size(value_.text));
  return in_range(is_scalar(value_) ? parse_whole_number(value_.text) : std::nullopt);
}

bool field_value::is_list() {
  if (value_.is(json_kind::array)) return true;
  fail_expected();
  return false;
}

}  // namespace ipaas::mqtt::config
