// What the parameters of an operation ask for that the connection's version of MQTT does not have.
// It is an error rather than left out: a message that never expires, or comes back to its sender,
// would be noticed too late.
#pragma once

#include <string_view>

#include "config/consumer_settings.h"
#include "config/problems.h"
#include "config/producer_settings.h"

namespace ipaas::mqtt::config {

// `pointer` is where the parameters stand in the caller's document.
void check_version(protocol::version version, const producer_settings& producer,
                   std::string_view pointer, problems& found);
void check_version(protocol::version version, const consumer_settings& consumer,
                   std::string_view pointer, problems& found);

}  // namespace ipaas::mqtt::config
