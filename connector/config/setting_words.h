// The words of the forms, as schema/settings.json has them; only the manifest tells them. They live
// as long as the library.
#pragma once

#include <span>
#include <string_view>

#include "config/field.h"

namespace ipaas::mqtt::config {

struct field_words {
  bilingual label;
  bilingual help;                      // what it means, what a good value is, when to change it
  std::span<const bilingual> choices;  // the labels of field_info::allowed
};

// A tab of the connection's form, or a group of fields within any form.
struct form_section {
  std::string_view key;
  bilingual label;
};
std::span<const form_section> form_tabs();
std::span<const form_section> form_groups();

}  // namespace ipaas::mqtt::config
