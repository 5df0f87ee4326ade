// JSON for tests: building settings, and looking into what the plugin said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipaas::harness {

// An object under construction; members keep their order.
class json_object {
 public:
  json_object& text(std::string_view key, std::string_view value);
  json_object& number(std::string_view key, std::int64_t value);
  json_object& boolean(std::string_view key, bool value);
  // `value` is JSON already.
  json_object& json(std::string_view key, std::string_view value);
  std::string str() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

std::string json_quoted(std::string_view text);
std::string quoted_list(const std::vector<std::string>& texts);  // an array

// The value at a JSON pointer ("/topic"); nothing when it is not there or of another type.
std::optional<std::string> text_at(std::string_view json, const char* pointer);
std::optional<std::int64_t> number_at(std::string_view json, const char* pointer);
std::optional<bool> boolean_at(std::string_view json, const char* pointer);

}  // namespace ipaas::harness
