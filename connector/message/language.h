// The languages in which people are told something.
#pragma once

#include <cstdint>

namespace ipaas::mqtt {

enum class language : std::uint8_t { en, zh };

}  // namespace ipaas::mqtt
