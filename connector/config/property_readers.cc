#include "config/property_readers.h"

#include <fmt/format.h>

namespace ipaas::mqtt::config {

namespace {

using pair = publish_properties::pair;

// A pair of the list form; nothing when it is none.
std::optional<pair> read_pair(const json_value& entry) {
  if (!entry.is(json_kind::array) || entry.items.size() != 2) return std::nullopt;
  const json_value& name = entry.items[0];
  const json_value& text = entry.items[1];
  if (!name.is(json_kind::string) || !text.is(json_kind::string)) return std::nullopt;
  return pair{name.text, text.text};
}

std::optional<pair> read_member(const json_value& member) {
  if (!member.is(json_kind::string)) return std::nullopt;
  return pair{member.name, member.text};
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

std::optional<std::vector<pair>> read_pairs(field_value& in) {
  const json_value& given = in.value();
  const bool listed = given.is(json_kind::array);
  std::vector<pair> pairs;
  bool good = listed || given.is(json_kind::object);
  for (const json_value& item : given.items) {
    auto next = listed ? read_pair(item) : read_member(item);
    good = good && next;
    if (good) pairs.push_back(std::move(*next));
  }
  if (good) return pairs;
  in.fail_expected();
  return std::nullopt;
}

void read_user_properties(field_value& in, publish_properties& out) {
  if (auto pairs = read_pairs(in)) out.user_properties = std::move(*pairs);
}

}  // namespace ipaas::mqtt::config
