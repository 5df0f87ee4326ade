// The general tab of the connection's form.
#pragma once

#include <span>

#include "config/connection_settings.h"
#include "config/field.h"
#include "config/json_value.h"

namespace ipaas::mqtt::config {

// Its rows, in the form's order. They live as long as the library.
std::span<const field<connection_settings>> general_fields();

// What carries MQTT: what the protocol says, or else the scheme of the first broker; TCP where
// neither says anything that is known.
transport_kind transport_of(const json_value& connection);

}  // namespace ipaas::mqtt::config
