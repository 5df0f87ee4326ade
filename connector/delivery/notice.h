// What a person should know about one message: for the operation that it concerns, to become an
// event.
#pragma once

#include <memory>
#include <string>

#include "delivery/handover.h"

namespace ipaas::mqtt::delivery {

struct notice {
  enum class kind : std::uint8_t {
    given_up,       // the last hand-over that was allowed has failed; acknowledged and dropped
    unsettled,      // for longer than it should be
    taken_back,     // was not settled in time: its hand-over counts no more
    letter_failed,  // its dead letter could not be published; kept, and tried again
  };
  kind what = kind::given_up;
  operation_id operation = 0;
  std::uint64_t token = 0;
  std::string topic;
  std::uint16_t identifier = 0;  // 0 at QoS 0
  std::uint32_t deliveries = 0;
  milliseconds age{0};       // of the hand-over, where it took too long
  milliseconds retry_in{0};  // where its dead letter failed, for this reason
  std::shared_ptr<const error> failure{};
};

}  // namespace ipaas::mqtt::delivery
