// The page about errors, in a language: docs/errors.md, docs/errors.zh.md.
#pragma once

#include <string>

#include "message/error.h"

namespace ipaas::error_pages {

std::string page(mqtt::language in);

}  // namespace ipaas::error_pages
