// The plugin's settings as its manifest tells them: what every format is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node.h"

namespace ipaas::command_line::formats {

enum class language : std::uint8_t { en, zh };

// One text in both languages.
struct words {
  std::string en{};
  std::string zh{};

  const std::string& in(language wanted) const { return wanted == language::zh ? zh : en; }
};

// A value out of a fixed list, and what else it may be spelled as.
struct choice {
  std::string value;
  std::vector<std::string> aliases{};
  words label{};
};

// The field that must hold one of `values` for another to apply; no values: that must hold
// anything at all.
struct condition {
  std::string key;
  std::vector<std::string> values{};

  bool operator==(const condition&) const = default;
};

struct field {
  std::string key;
  std::string type{};    // string, boolean, choice, duration, integer, size, array, object
  std::string format{};  // what kind of text; may be empty
  std::string tab{};     // empty in a form without tabs
  std::string group{};
  std::string mqtt_version{};  // the only one that has it; empty: all
  std::optional<node> default_value{};
  std::optional<node> example{};
  bool required = false;
  bool required_on_form = false;
  bool secret = false;
  bool changeable = false;
  // Of numbers, sizes (bytes) and durations (milliseconds).
  std::optional<std::int64_t> minimum{};
  std::optional<std::int64_t> maximum{};
  std::int64_t step = 1;
  std::vector<choice> choices{};
  std::optional<condition> applies_when{};
  words label{};
  words help{};
};

struct section {
  std::string key;
  words label;
};

struct form {
  std::string name;  // connection, consumer, producer
  words label{};
  words help{};
  std::vector<field> fields{};
  std::vector<field> entry_fields{};  // of an entry of a list, where it may be an object

  // Throws std::out_of_range where there is none.
  const field& named(std::string_view key) const;
};

struct catalogue {
  std::string name;
  std::string version;
  std::vector<section> tabs{};
  std::vector<section> groups{};
  std::vector<form> forms{};  // the connection's first

  const form* find(std::string_view name) const;  // null where there is none
  const section& group(std::string_view key) const;
};

// Throws std::runtime_error when the manifest has not the shape that this host knows.
catalogue read_catalogue(std::string_view manifest);

}  // namespace ipaas::command_line::formats
