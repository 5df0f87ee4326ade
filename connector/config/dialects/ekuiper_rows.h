// The keys of eKuiper's documents: of a sink, of a source, and of both.
#pragma once

#include "config/dialects/translation.h"

namespace ipaas::mqtt::config {

row_list ekuiper_sink_rows();
row_list ekuiper_source_rows();

// Whether a protocolVersion, which may be missing, is MQTT 5.
bool speaks_mqtt_5(const entry* version);

}  // namespace ipaas::mqtt::config
