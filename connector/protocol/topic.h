// Topic names and topic filters (MQTT 5 section 4.7).
#pragma once

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

// Why it cannot be published to: empty, longer than 65 535 bytes, not UTF-8, NUL, a wildcard.
malformed check_topic_name(std::string_view topic);

// Why it cannot be subscribed to: as above, a misplaced + or #, or a $share without group or
// filter.
malformed check_topic_filter(std::string_view filter);

// Whether a topic name matches a filter that has passed its check. A filter that begins with a
// wildcard does not match a topic that begins with $. $share/<group>/ is looked through.
bool matches(std::string_view filter, std::string_view topic);

// UTF-8 as MQTT wants it: well-formed, no surrogates, no U+0000 (MQTT-1.5.4-1, -2).
bool is_valid_utf8(std::string_view text);

}  // namespace ipaas::mqtt::protocol
