// A configuration document of another system, read by tables into the settings of this connector.
//
// A dialect declares rows: a key of the foreign document, the setting it becomes, and how its value
// is converted. What a row cannot convey is said in a note; what is wrong is a mistake. Both point
// to the foreign document, and the places tell where each native setting came from, so that what
// the native parser finds can be told there too. Pure: no I/O. Texts are kept where wipe_texts()
// overwrites all there is. Any thread.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "config/json_value.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// What a document of any dialect may hold beside its own.
inline constexpr std::string_view dialect_key = "dialect";
inline constexpr std::string_view overlay_key = "native";

// What settings are of: a document may hold those of several.
enum class document_part : std::uint8_t { connection, consumer, producer };
std::string_view name_of(document_part part);

// What goes into a place of a text: the same in both languages, or a phrase.
inline std::string_view in_english(const phrase& value) { return value.en; }
inline std::string_view in_chinese(const phrase& value) { return value.zh; }
template <typename Value>
const Value& in_english(const Value& value) {
  return value;
}
template <typename Value>
const Value& in_chinese(const Value& value) {
  return value;
}

// A text of a table with its places, written {}, filled in.
template <typename... Values>
phrase say(const bilingual& text, const Values&... values) {
  return {fmt::format(fmt::runtime(text.en), in_english(values)...),
          fmt::format(fmt::runtime(text.zh), in_chinese(values)...)};
}

// Something that a person should know: what changed its meaning, or is not honoured. Never holds a
// value.
struct dialect_note {
  std::string pointer;  // into the foreign document
  std::string native;   // the setting it became; empty: none
  phrase text;
};

// Where a native setting came from, or would have come from.
struct native_place {
  enum class shape : std::uint8_t { same, other };
  std::string native;
  std::string pointer;
  std::string key;              // the foreign one
  shape inside = shape::other;  // same: what lies within has the same pointers below it
};

struct translation {
  explicit translation(document_part of) : part(of) { native.kind = json_kind::object; }

  document_part part;
  json_value native{};   // an object
  bool is_void = false;  // a mistake says why nothing of it can be read
  std::string root{};    // the pointer of the object that most settings stand in
  std::vector<native_place> places{};
  std::vector<native_place> masked{};  // secrets that stand as asterisks: to be kept as they are
  std::vector<std::string> failed{};   // native settings whose mistake is told already
  std::vector<dialect_note> notes{};
  problems mistakes{};  // its errors

  const native_place* place_of(std::string_view native_key) const;
  // A setting that no key of the document gives.
  void imply(std::string_view native_key, json_value value);
  // The same where the document does not say otherwise.
  void imply_default(std::string_view native_key, json_value value);
  void note(std::string pointer, phrase text, std::string native_key = {});
  void fail(std::string_view pointer, phrase text);
};

// A member of a foreign document.
struct entry {
  std::string normal;  // its key as the dialect compares keys
  const json_value* value = nullptr;
  std::string pointer;
};

// The members of one object, or of several of which the first that has a key counts.
class entry_list {
 public:
  using normaliser = std::string (*)(std::string_view key);
  explicit entry_list(normaliser by) : normal_(by) {}

  // Two spellings of one key are a mistake.
  void add(const json_value& object, std::string_view pointer, translation& out);
  // The same for a whole document, without what may stand in any: "dialect" and "native".
  void add_document(const json_value& document, std::string_view pointer, translation& out);
  // Puts the members of each object that is a `part` of the document in its place.
  void open_objects(bool (*part)(const json_value& member), translation& out);
  // Null where there is none, or null or an empty text, which forms send for what nobody filled in.
  const entry* find(std::string_view key) const;
  const std::vector<entry>& items() const { return items_; }
  normaliser normal() const { return normal_; }

 private:
  normaliser normal_;
  std::vector<entry> items_;
};

struct row;

// A value of the foreign document on its way into the settings.
class foreign_value {
 public:
  foreign_value(const row& by, const entry& at, const entry_list& beside, translation& out)
      : by_(by), at_(at), beside_(beside), out_(out) {}

  const json_value& value() const { return *at_.value; }
  const std::string& text() const { return at_.value->text; }
  const row& by() const { return by_; }
  const entry* sibling(std::string_view key) const { return beside_.find(key); }
  translation& out() { return out_; }

  // Gives the row's setting. One that another key has given already stays, and a note says so.
  void put(json_value native, native_place::shape inside = native_place::shape::other);
  void put_text(std::string_view text);
  // What is said of the setting that was put names it by our own key.
  void keep_name();
  void note(phrase text);
  // The value is of no use: nothing is put.
  void fail(phrase text);
  // Because it must be this. Shows what was found: not for a secret.
  void fail_expected(const phrase& allowed);

 private:
  const row& by_;
  const entry& at_;
  const entry_list& beside_;
  translation& out_;
};

using converter = void (*)(foreign_value& in);

// The value as it is, whatever it holds.
void take_value(foreign_value& in);

enum class secrecy : std::uint8_t { open, secret };

struct row {
  std::string_view key;
  document_part part;         // whose it is
  std::string_view native{};  // the setting it becomes; empty: none
  converter convert = take_value;
  bilingual note{};            // said when the key is given
  std::string_view neutral{};  // except with this value, which asks for nothing
  secrecy kept = secrecy::open;
};

using row_list = std::vector<const row*>;
row_list rows_of(std::initializer_list<std::span<const row>> tables);

// Reads the rows of the translation's part; a key that no row has is a mistake with the nearest
// name. `pointer` is where a key that is not given would stand.
void read_rows(const entry_list& given, const row_list& rows, std::string_view pointer,
               translation& out);

// Values for translation::native.
json_value text_value(std::string_view text);
json_value flag_value(bool value);
json_value number_value(std::int64_t value);
json_value list_value();
// With texts that wipe_texts() overwrites wholly.
json_value copy_of(const json_value& value);

// What is done for several dialects.
bool is_mask(const json_value& value);  // "*****"
bool is_true(const json_value& value);  // true or "true", without regard to case

}  // namespace ipaas::mqtt::config
