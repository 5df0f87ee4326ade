#include "config/object_reader.h"

#include "config/nearest.h"

namespace ipaas::mqtt::config {

void refuse_key(std::string_view key, std::string_view pointer,
                std::span<const std::string_view> known, problems& found) {
  found.fail(join_pointer(pointer, key), problem::key_unknown, quote(key), nearest(key, known));
}

void refuse_kind(const json_value& value, std::string_view pointer, problems& found) {
  found.fail(pointer, problem::object_expected, name_of(value.kind), problem::kind_object);
}

object_reader::object_reader(const json_value& object, std::string_view pointer,
                             std::vector<const field_info*> fields, implied_value implied,
                             problems& found)
    : fields_(object, std::move(fields), implied), pointer_(pointer), found_(found) {
  if (!object.is(json_kind::object)) refuse_kind(object, pointer_, found_);
  if (!fields_.strangers().empty()) refuse_strangers();
}

void object_reader::refuse_strangers() const {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < fields_.size(); ++i) known.push_back(fields_.info(i).key);
  for (const json_value* stranger : fields_.strangers()) {
    if (found_.errors.size() == most_problems) return;
    refuse_key(stranger->name, pointer_, known, found_);
  }
}

const json_value* object_reader::wanted(std::size_t field) {
  if (!fields_.applies(field)) return nullptr;
  const field_info& info = fields_.info(field);
  if (fields_.value(field) == nullptr && info.required) {
    found_.fail(join_pointer(pointer_, info.key), problem::missing, info.key);
  }
  return fields_.value(field);
}

}  // namespace ipaas::mqtt::config
