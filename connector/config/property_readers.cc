#include "config/property_readers.h"

#include <fmt/format.h>

namespace ipaas::mqtt::config {

namespace {

// The halves of a pair: [name, text], or {"name", "value"}, which is what the tables of forms make.
const json_value* half(const json_value& entry, std::size_t index, std::string_view key) {
  if (entry.is(json_kind::object)) return entry.member(key);
  return entry.is(json_kind::array) ? &entry.items[index] : nullptr;
}

// A pair of the list form; nothing when it is none.
std::optional<text_pair> read_pair(const json_value& entry) {
  if (entry.items.size() != 2) return std::nullopt;
  const json_value* name = half(entry, 0, "name");
  const json_value* text = half(entry, 1, "value");
  if (name == nullptr || text == nullptr) return std::nullopt;
  if (!name->is(json_kind::string) || !text->is(json_kind::string)) return std::nullopt;
  return text_pair{name->text, text->text};
}

std::optional<text_pair> read_member(const json_value& member) {
  if (!member.is(json_kind::string)) return std::nullopt;
  return text_pair{member.name, member.text};
}

}  // namespace

std::optional<std::string> read_scalar(field_value& in) {
  if (in.value().is(json_kind::number)) return in.value().text;
  if (in.value().is(json_kind::string)) return in.value().text;
  in.fail_expected();
  return std::nullopt;
}

void read_payload_format(field_value& in, publish_properties& out) {
  take(in.number(), out.payload_format_indicator.emplace());
}

std::optional<std::vector<text_pair>> read_pairs(field_value& in) {
  const json_value& given = in.value();
  const bool listed = given.is(json_kind::array);
  std::vector<text_pair> pairs;
  bool good = listed || given.is(json_kind::object);
  for (const json_value& item : given.items) {
    auto next = listed ? read_pair(item) : read_member(item);
    good = good && next;
    if (good) pairs.push_back(*next);
  }
  if (good) return pairs;
  in.fail_expected();
  return std::nullopt;
}

void read_user_properties(field_value& in, publish_properties& out) {
  const auto pairs = read_pairs(in);
  if (!pairs) return;
  auto& properties = out.user_properties.emplace();
  properties.reserve(pairs->size());
  for (const auto& [name, text] : *pairs) properties.emplace_back(name, text);
}

}  // namespace ipaas::mqtt::config
