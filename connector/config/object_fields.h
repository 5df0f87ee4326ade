// A JSON object beside the fields that it may have: which member is which field's value, which
// members are none, and which fields apply.
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

// How a field stands in a form: shown in the first three, and not in the others.
enum class field_state : std::uint8_t {
  set,
  by_default,  // nothing is given, and need not be
  missing,     // nothing is given, though it must be
  hidden,      // it does not apply, and nothing is given
  ignored,     // a value is given, but it does not apply
};
std::string_view name_of(field_state state);

// The object and the fields must outlive it.
class object_fields {
 public:
  object_fields(const json_value& object, std::vector<const field_info*> fields,
                implied_value implied);

  std::size_t size() const { return fields_.size(); }
  const field_info& info(std::size_t field) const { return *fields_[field]; }
  // Null where there is none; null in the document means "not given".
  const json_value* value(std::size_t field) const { return values_[field]; }
  bool applies(std::size_t field) const;
  field_state state(std::size_t field) const;
  // The members that no field has, in the document's order.
  const std::vector<const json_value*>& strangers() const { return strangers_; }

 private:
  std::size_t find(std::string_view key, std::size_t from) const;
  bool holds_something(std::size_t field) const;
  std::string_view text_of(std::size_t field) const;

  std::vector<const field_info*> fields_;
  std::vector<const json_value*> values_;
  std::vector<const json_value*> strangers_{};
  implied_value implied_;
};

// The member of `object` with this key, or null when it is missing or null in the document.
const json_value* given(const json_value& object, std::string_view key);

template <typename Settings>
std::vector<const field_info*> infos_of(std::span<const field<Settings>> fields) {
  std::vector<const field_info*> infos;
  infos.reserve(fields.size());
  for (const auto& each : fields) infos.push_back(each.info);
  return infos;
}

inline std::vector<const field_info*> infos_of(std::span<const field_info> rows) {
  std::vector<const field_info*> infos;
  infos.reserve(rows.size());
  for (const field_info& each : rows) infos.push_back(&each);
  return infos;
}

}  // namespace ipaas::mqtt::config
