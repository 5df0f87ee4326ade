// What the design rules do not allow and the code still has. Lines leave this file and numbers in
// it shrink; nothing new comes in, but a class or a unit that gets another name is renamed here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "unit_graph.h"

namespace ipaas::source_tree {

inline constexpr std::size_t most_members = 40;

// Classes with more members than that, and how many they have.
inline const std::map<std::string, std::size_t> known_large_classes{
    {"ipaas::mqtt::session::connection", 122},
    {"ipaas::mqtt::delivery::inbound", 112},
    {"ipaas::mqtt::delivery::outbound", 75},
    {"ipaas::mqtt::state::store", 59},
    {"ipaas::mqtt::delivery::engine", 52},
    {"ipaas::mqtt::transport::tls_stream", 49},
    {"ipaas::mqtt::operations::probe_attempt", 46},
    {"ipaas::mqtt::session::session_fsm", 45},
    {"ipaas::mqtt::session::link", 41},
};

inline const std::vector<circle> known_circles{
    {"connector/config/dialects/dialect", "connector/config/dialects/native_form",
     "connector/config/dialects/translation", "connector/config/documents",
     "connector/config/field", "connector/config/fields", "connector/config/nearest",
     "connector/config/object_fields", "connector/config/object_reader", "connector/config/parse",
     "connector/config/quantity"},
    {"connector/operations/consumer", "connector/operations/hub", "connector/operations/operation",
     "connector/operations/producer"},
    {"connector/protocol/properties", "connector/protocol/property_rule",
     "connector/protocol/property_scan"},
    {"connector/state/store", "connector/state/store_statements"},
    {"connector/transport/tls/pkcs12_file", "connector/transport/tls/tls_material"},
    {"host/formats/number_pattern", "host/formats/text_pattern"},
};

}  // namespace ipaas::source_tree
