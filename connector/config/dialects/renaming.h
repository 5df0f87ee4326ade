// What the native parser says of a setting, said of the key that somebody wrote.
#pragma once

#include <string>
#include <string_view>

#include "message/error.h"

namespace ipaas::mqtt::config {

// `text` with `native` replaced by `foreign` where it is a word for itself and outside of double
// quotes: at the beginning, and elsewhere only if it is no English word ("clientKey").
std::string renamed(std::string_view text, std::string_view native, std::string_view foreign);

void rename_in(error& what, std::string_view native, std::string_view foreign);

}  // namespace ipaas::mqtt::config
