// A setting, as schema/settings.json declares it: its key, type, default and limits. Parsing,
// suggestions for unknown keys, the manifest and the validation report all go by these rows;
// setting_rows.h has them.
//
// Threads: tables are constants; a field_value belongs to the call that reads.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/json_value.h"
#include "config/problems.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::config {

using std::chrono::milliseconds;

enum class field_type : std::uint8_t {
  text,
  flag,
  choice,
  duration,
  seconds,
  count,
  size,
  list,
  map
};

// The same in both languages.
struct bilingual {
  std::string_view en{};
  std::string_view zh{};
};

// What the form says of a field: see setting_words.h.
struct field_words;

// A value out of a fixed list. Spellings differ in case, blanks, - and _ only, or are aliases.
struct choice {
  std::string_view value;
  std::array<std::string_view, 3> aliases{};
};

// The setting that must hold one of these values for this one to apply, or anything at all where
// there are none; an empty key: it always applies.
struct condition {
  std::string_view key{};
  std::array<std::string_view, 2> values{};
};

inline constexpr std::int64_t no_maximum = std::numeric_limits<std::int64_t>::max();

struct field_info {
  std::string_view key;
  field_type type;
  std::string_view tab{};           // of the form; empty where there is only one
  std::string_view group{};         // of fields within it
  std::string_view format{};        // what kind of text: "pem", "topicFilter"; may be empty
  std::string_view mqtt_version{};  // the only one that has it; empty: all
  std::string_view default_text{};  // as JSON; empty: none
  std::string_view example{};       // as JSON; empty: none
  bool required = false;
  bool required_on_form = false;  // where people fill it in; programs may leave it out
  bool secret = false;
  bool changeable = false;  // while the connection is open
  condition applies{};
  std::span<const choice> allowed{};
  std::int64_t minimum = 0;  // milliseconds, bytes or the number itself, by type
  std::int64_t maximum = no_maximum;
  const field_words* words = nullptr;  // null where no form shows it
};

inline constexpr choice flag_choices[] = {{"true"}, {"false"}};

// The index of the choice that `text` spells, or nothing.
std::optional<std::size_t> find_choice(std::span<const choice> allowed, std::string_view text);

// The choice that a member of `object` spells, or nothing: for a field read in the light of
// another.
std::optional<std::size_t> sibling_choice(const json_value& object, std::string_view key,
                                          std::span<const choice> allowed);

// "a whole number from 1 to 65535": what a field wants, for messages.
phrase expectation(const field_info& info);

// What stands in the document, for messages: of a list or an object only its kind.
phrase shown_value(const json_value& value);

// `text` in double quotes, escaped, and cut where it is long.
std::string quote(std::string_view text);

// A value that was given for a field, with the means to read it. Each reader gives nothing after it
// has reported what is wrong.
class field_value {
 public:
  field_value(const field_info& info, const json_value& value, const json_value& object,
              std::string pointer, problems& found)
      : info_(info), value_(value), object_(object), pointer_(std::move(pointer)), found_(found) {}

  std::optional<std::string> text();
  // The same for what may be found nowhere later.
  std::optional<secret_text> secret();
  // Text that MQTT carries as a UTF-8 string (MQTT 5 section 1.5.4): at most 65 535 bytes, no NUL.
  std::optional<std::string> mqtt_text();
  std::optional<bool> flag();
  std::optional<std::size_t> choice_index();
  std::optional<milliseconds> duration();
  std::optional<std::chrono::seconds> seconds();
  std::optional<std::int64_t> number();  // count or size
  bool is_list();

  // An error at this field, and how it reads when the value is not what the field expects.
  template <std::size_t places, typename... Values>
  void fail(const sentence<places>& what, const Values&... values) {
    found_.fail(pointer_, what, values...);
  }
  void fail(phrase what) { found_.fail(pointer_, std::move(what)); }
  void fail_expected();

  const field_info& info() const { return info_; }
  const json_value& value() const { return value_; }
  const std::string& pointer() const { return pointer_; }
  problems& found() { return found_; }
  // The object that the field stands in: for a field that is read in the light of another.
  const json_value& object() const { return object_; }

 private:
  std::optional<std::int64_t> in_range(std::optional<std::int64_t> number);

  const field_info& info_;
  const json_value& value_;
  const json_value& object_;
  std::string pointer_;
  problems& found_;
};

// A row, and how its value gets into the settings.
template <typename Settings>
struct field {
  const field_info* info;
  void (*read)(field_value& value, Settings& settings);
};

// Puts a value into its place when there is one.
template <typename Value, typename Place>
void take(const std::optional<Value>& value, Place& place) {
  if (value) place = static_cast<Place>(*value);
}

}  // namespace ipaas::mqtt::config
