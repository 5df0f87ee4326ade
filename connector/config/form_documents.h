// The form documents of schema/forms, as they are checked in, in pieces: {"connection": {"schema",
// "uischema"}, "consumer", "producer", "texts": {"en", "zh"}}. A host renders its forms from them.
#pragma once

#include <string_view>

namespace ipaas::mqtt::config {

inline constexpr std::string_view form_documents[] = {
#include "config/form_documents.inc"
};

}  // namespace ipaas::mqtt::config
