// A JSON value that is being made: members keep the order in which they were set, and the text is
// laid out for people, since the documents made of it are checked in.
#pragma once

#include <rapidjson/document.h>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ipaas::command_line::formats {

class node {
 public:
  using member = std::pair<std::string, node>;

  node() = default;  // null
  node(const char* text) : value_(std::string(text)) {}
  node(std::string_view text) : value_(std::string(text)) {}
  node(std::string text) : value_(std::move(text)) {}
  node(std::same_as<bool> auto flag) : value_(flag) {}
  node(std::same_as<int> auto whole) : node(number(std::to_string(whole))) {}

  static node object(std::initializer_list<member> members = {});
  static node array(std::vector<node> items = {});
  static node array_of(const std::vector<std::string>& texts);
  // A number by its digits, so that none of them is lost.
  static node number(std::string digits);
  static node copy(const rapidjson::Value& value);

  // Of an object: adds the member, or replaces it.
  node& set(std::string_view name, node value);
  // Sets every member of another object.
  node& merge(const node& other);
  // Of an array.
  node& push(node value);

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_text() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<items>(value_); }
  bool is_object() const { return std::holds_alternative<members>(value_); }
  bool is_empty() const;  // an array or an object with nothing in it

  // A text as it is, anything else as JSON on one line: how a form shows a value.
  std::string plain_text() const;
  // On one line.
  std::string compact_text() const;
  // Over several lines, with a line end behind the last.
  std::string pretty_text() const;

 private:
  using items = std::vector<node>;
  using members = std::vector<member>;
  struct digits {
    std::string text;
  };

  void append_compact(std::string& out) const;
  void append_pretty(std::string& out, std::size_t depth) const;

  std::variant<std::monostate, bool, digits, std::string, items, members> value_;
};

}  // namespace ipaas::command_line::formats
