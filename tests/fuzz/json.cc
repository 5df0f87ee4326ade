// JSON texts: reading them, and finding values in them without reading all.
#include <array>
#include <vector>

#include "config/json_finder.h"
#include "config/json_value.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt::config;

// "a.b,c.0" as paths.
std::vector<json_path> paths_of(std::string_view text) {
  std::vector<json_path> paths(1, json_path(1));
  for (const char c : text) {
    if (c == ',' && paths.size() < most_found_paths) {
      paths.emplace_back(1);
    } else if (c == '.') {
      paths.back().emplace_back();
    } else {
      paths.back().back() += c;
    }
  }
  return paths;
}

// The item of an array that has this number; leading zeros count for nothing.
const json_value* item(const json_value& array, const std::string& number) {
  if (number.empty() || number.find_first_not_of("0123456789") != number.npos) return nullptr;
  const std::string digits = number.substr(std::min(number.find_first_not_of('0'), number.size()));
  if (digits.size() > 6) return nullptr;
  const std::size_t index = digits.empty() ? 0 : std::stoul(digits);
  return index < array.items.size() ? &array.items[index] : nullptr;
}

// What is to be found, the slow way.
const json_value* look_up(const json_value& root, const json_path& path) {
  const json_value* at = &root;
  for (const std::string& name : path) {
    if (at->is(json_kind::array)) {
      at = item(*at, name);
    } else {
      at = at->member(name);
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool is_found(const json_value& value, std::string_view text) {
  const bool is_scalar =
      !value.is(json_kind::object) && !value.is(json_kind::array) && !value.is(json_kind::null);
  return is_scalar && value.text == text;
}

void check_finder(std::string_view text, const std::vector<json_path>& paths) {
  std::vector<const json_path*> wanted;
  for (const json_path& each : paths) wanted.push_back(&each);
  std::vector<std::string_view> found(paths.size());
  if (!find_scalars(text, wanted, found)) return;
  const auto parsed = parse_json(text);
  const auto* root = std::get_if<json_value>(&parsed);
  claim(root != nullptr, "where something is found is JSON", text);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const json_value* value = look_up(*root, paths[i]);
    claim(value != nullptr, "what is found is there", text);
    claim(is_found(*value, found[i]), "what is found is the value", found[i]);
  }
}

void check_parser(std::string_view text) {
  const auto parsed = parse_json(text);
  const auto* root = std::get_if<json_value>(&parsed);
  if (root == nullptr) return;
  std::string written;
  append_json(written, *root);
  const auto again = parse_json(written);
  const auto* same = std::get_if<json_value>(&again);
  claim(same != nullptr, "what is read can be written", written);
  std::string twice;
  append_json(twice, *same);
  claim(written == twice, "it reads back", written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const auto paths = paths_of(from.part());
  const std::string_view text = from.rest();
  check_parser(text);
  check_finder(text, paths);
  return 0;
}
