// brokerUrl: one broker or several, in every form people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/transport_settings.h"
#include "message/phrase.h"

namespace ipaas::mqtt::config {

struct broker_list {
  std::vector<broker_address> brokers;
  std::vector<phrase> mistakes;  // a sentence for each entry that cannot be used
};

// What the scheme of the first broker asks for, where it has a known one.
std::optional<transport_kind> transport_of_scheme(std::string_view brokers);

// Reads a comma-separated list of [scheme://]host[:port][/path]; a scheme that asks for something
// else than `protocol` is a mistake. No mistake repeats what stands before an @: people put
// passwords there.
broker_list parse_broker_list(std::string_view text, transport_kind protocol);

}  // namespace ipaas::mqtt::config
