// Reads one JSON object by a table of fields.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/object_fields.h"

namespace ipaas::mqtt::config {

// Everything about reading an object that does not depend on the settings' type.
class object_reader {
 public:
  // Reports at once what is no object, and every key that no field has.
  object_reader(const json_value& object, std::string_view pointer,
                std::vector<const field_info*> fields, implied_value implied, problems& found);

  // The value to read for the field with this number; null when there is none to read. A required
  // field that is missing is reported here.
  const json_value* wanted(std::size_t field);

 private:
  void refuse_strangers() const;

  object_fields fields_;
  std::string_view pointer_;
  problems& found_;
};

// Reports `key` as unknown, with the nearest of the names that are known.
void refuse_key(std::string_view key, std::string_view pointer,
                std::span<const std::string_view> known, problems& found);

// Reports what is no object.
void refuse_kind(const json_value& value, std::string_view pointer, problems& found);

template <typename Settings>
void read_object(const json_value& object, std::string_view pointer,
                 std::span<const field<Settings>> fields, problems& found, Settings& settings,
                 implied_value implied = {}) {
  object_reader reader(object, pointer, infos_of(fields), implied, found);
  for (std::size_t i = 0; object.is(json_kind::object) && i < fields.size(); ++i) {
    const json_value* value = reader.wanted(i);
    if (value == nullptr) continue;
    const field_info& info = *fields[i].info;
    field_value given_value(info, *value, object, join_pointer(pointer, info.key), found);
    fields[i].read(given_value, settings);
  }
}

}  // namespace ipaas::mqtt::config
