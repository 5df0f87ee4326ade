// Reads one JSON object by a table of fields.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"

namespace ipaas::mqtt::config {

// What a setting is, where it is not given, because of another one.
struct implied_value {
  std::string_view key{};  // empty: none
  std::string_view value{};
};

// Everything about reading an object that does not depend on the settings' type.
class object_reader {
 public:
  // Reports at once what is no object, and every key that no field has.
  object_reader(const json_value& object, std::string_view pointer,
                std::vector<const field_info*> fields, implied_value implied, problems& found);

  // The value to read for a field; null when there is none to read. null in the document means
  // "not given". A required field that is missing is reported here.
  const json_value* wanted(const field_info& info);

 private:
  void refuse_unknown() const;
  bool applies(const field_info& info) const;
  std::string_view text_of(const field_info& info) const;
  const field_info& field_named(std::string_view key) const;

  const json_value& object_;
  std::string pointer_;
  std::vector<const field_info*> fields_;
  implied_value implied_;
  problems& found_;
};

// The member of `object` with this key, or null when it is missing or null in the document.
const json_value* given(const json_value& object, std::string_view key);

// Reports `key` as unknown, with the nearest of the names that are known.
void refuse_key(std::string_view key, std::string_view pointer,
                std::span<const std::string_view> known, problems& found);

inline std::vector<const field_info*> infos_of(std::span<const field_info> rows) {
  std::vector<const field_info*> infos;
  for (const field_info& each : rows) infos.push_back(&each);
  return infos;
}

template <typename Settings>
std::vector<const field_info*> infos_of(std::span<const field<Settings>> fields) {
  std::vector<const field_info*> infos;
  for (const auto& each : fields) infos.push_back(each.info);
  return infos;
}

template <typename Settings>
void read_object(const json_value& object, std::string_view pointer,
                 std::span<const field<Settings>> fields, problems& found, Settings& settings,
                 implied_value implied = {}) {
  object_reader reader(object, pointer, infos_of(fields), implied, found);
  for (const auto& each : fields) {
    const json_value* value = reader.wanted(*each.info);
    if (value == nullptr) continue;
    field_value given_value(*each.info, *value, object, join_pointer(pointer, each.info->key),
                            found);
    each.read(given_value, settings);
  }
}

}  // namespace ipaas::mqtt::config
