#include "config/setting_words.h"

#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

// tabs_of_forms, groups_of_forms, and the constants that the rows of setting_rows.h refer to.
#include "config/setting_words.inc"

std::span<const form_section> form_tabs() { return tabs_of_forms; }
std::span<const form_section> form_groups() { return groups_of_forms; }

}  // namespace ipaas::mqtt::config
