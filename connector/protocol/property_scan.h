// Checking a run of properties with the kind of flaw as the answer, for the parsers of this folder;
// others use validate_properties, which gives the text.
#pragma once

#include "protocol/flaw.h"
#include "protocol/property_rule.h"

namespace ipaas::mqtt::protocol {

flaw scan_properties(packet_type type, bytes properties);

// Splits the property length and run off the front of `data`, which must hold nothing behind them,
// and checks the run: the tail of every packet but PUBLISH, SUBACK and UNSUBACK.
flaw read_last_properties(packet_type type, bytes data, bytes& properties);

}  // namespace ipaas::mqtt::protocol
