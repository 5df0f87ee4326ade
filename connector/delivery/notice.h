// What a person should know about one message: for the operation that it concerns, to become an
// event.
#pragma once

#include <string>

#include "delivery/handover.h"

namespace ipaas::mqtt::delivery {

struct notice {
  enum class kind : std::uint8_t {
    given_up,    // the last hand-over that was allowed has failed; acknowledged and dropped
    unsettled,   // for longer than it should be
    taken_back,  // was not settled in time: its hand-over counts no more
  };
  kind what = kind::given_up;
  operation_id operation = 0;
  std::uint64_t token = 0;
  std::string topic;
  std::uint16_t identifier = 0;  // 0 at QoS 0
  std::uint32_t deliveries = 0;
  milliseconds age{0};  // of the hand-over, where it took too long
};

}  // namespace ipaas::mqtt::delivery
