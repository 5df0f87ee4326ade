// What a peer seems to speak that does not speak what it should, judged by its first bytes: for
// errors that say which setting is wrong.
#pragma once

#include <cstdint>
#include <string>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

enum class spoken : std::uint8_t { tls, http, mqtt, unknown };

// `first` may be as short as one byte; what cannot be told yet is unknown.
spoken guess_spoken(bytes first);

// The printable beginning of what a peer says, at most 40 characters; empty when it begins with too
// few to be words.
std::string first_words(bytes first);

}  // namespace ipaas::mqtt::protocol
