// What the outbox finds by a number. Not in outbound.h, which many include: the containers are
// costly to compile.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>

#include "delivery/handover.h"

namespace ipaas::mqtt::delivery {

struct outbox_lookup {
  boost::unordered_flat_map<std::uint16_t, std::uint32_t> by_identifier;  // entries
  boost::unordered_flat_map<operation_id, std::size_t> pending;           // without an outcome
};

}  // namespace ipaas::mqtt::delivery
