#include "config/field.h"

#include <algorithm>

#include "config/parse.h"
#include "config/quantity.h"
#include "message/ascii.h"
#include "message/json_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::size_t longest_quoted = 60;
constexpr std::size_t longest_mqtt_text = 65'535;

// "At Most Once", "at-most-once" and "AT_MOST_ONCE" are the same word.
class spelled_word {
 public:
  explicit spelled_word(std::string_view text) : rest_(text) {}

  // The next letter that counts, in lower case; nothing behind the last.
  std::optional<char> next() {
    while (!rest_.empty()) {
      const char letter = rest_.front();
      rest_.remove_prefix(1);
      if (letter != ' ' && letter != '_' && letter != '-') return in_lower_case(letter);
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

bool is_same_word(std::string_view left, std::string_view right) {
  spelled_word first(left);
  spelled_word second(right);
  for (;;) {
    const auto letter = first.next();
    if (letter != second.next()) return false;
    if (!letter) return true;
  }
}

phrase list_of(std::span<const choice> allowed) {
  phrase out = phrase_value(allowed.front().value).text();
  for (const choice& each : allowed.subspan(1)) {
    const bool last = &each == &allowed.back();
    out = say(last ? problem::list_last : problem::list_next, out, each.value);
  }
  return out;
}

template <typename Format>
phrase within(const field_info& info, const sentence<0>& any, const sentence<2>& between,
              Format format) {
  if (info.maximum == std::numeric_limits<std::int64_t>::max()) return say(any);
  return say(between, format(info.minimum), format(info.maximum));
}

std::string format_ms(std::int64_t count) { return format_duration(milliseconds(count)); }

std::string format_count(std::int64_t number) { return std::to_string(number); }

bool is_scalar(const json_value& value) {
  return value.is(json_kind::string) || value.is(json_kind::number);
}

// What stands in the document, for messages. Of a secret only its kind; and of a free text too,
// since a will or a payload has no place in a message either.
phrase found_text(const json_value& value, const field_info& info) {
  const bool shown = !info.secret && info.type != field_type::text;
  return shown ? shown_value(value) : say(name_of(value.kind));
}

}  // namespace

std::optional<std::size_t> find_choice(std::span<const choice> allowed, std::string_view text) {
  if (text.starts_with('-')) return std::nullopt;  // a sign: -1 is not another spelling of 1
  const auto spells = [&](std::string_view word) {
    return !word.empty() && is_same_word(word, text);
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

phrase expectation(const field_info& info) {
  switch (info.type) {
    case field_type::text:
      return say(problem::kind_string);
    case field_type::flag:
      return say(problem::expect_flag);
    case field_type::choice:
      return say(problem::expect_choice, list_of(info.allowed));
    case field_type::list:
      return say(problem::kind_array);
    case field_type::map:
      return say(problem::expect_map);
    case field_type::count:
      return within(info, problem::expect_count, problem::expect_count_between, format_count);
    case field_type::size:
      return within(info, problem::expect_size, problem::expect_size_between, format_size);
    default:
      return within(info, problem::expect_duration, problem::expect_duration_between, format_ms);
  }
}

phrase shown_value(const json_value& value) {
  switch (value.kind) {
    case json_kind::string:
      return {quote(value.text), quote(value.text)};
    case json_kind::number:
      return {value.text.substr(0, longest_quoted), value.text.substr(0, longest_quoted)};
    case json_kind::boolean:
      return {value.text, value.text};
    default:
      return say(name_of(value.kind));
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

void field_value::fail_expected() {
  fail(problem::value_unexpected, info_.key, found_text(value_, info_), expectation(info_));
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
    fail(problem::mqtt_text_long, info_.key, read->size());
    return std::nullopt;
  }
  if (!protocol::is_valid_utf8(*read)) {
    fail(problem::mqtt_text_invalid, info_.key);
    return std::nullopt;
  }
  return read;
}

std::optional<bool> field_value::flag() {
  const bool may_be = value_.is(json_kind::boolean) || value_.is(json_kind::string);
  const auto index = may_be ? find_choice(flag_choices, value_.text) : std::nullopt;
  if (index) return *index == 0;
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
  fail(problem::in_whole_seconds, info_.key, format_duration(*exact));
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
