// What is asked of the receiving half only when somebody looks.
#include "delivery/inbound.h"

namespace ipaas::mqtt::delivery {

std::optional<time_point> inbound::oldest_hand_over() const {
  std::optional<time_point> oldest;
  for (const slot& entry : slots_) {
    if (entry.status != slot::state::open) continue;
    for (const holding& part : entry.holdings) {
      if (part.status != holding::state::handed) continue;
      if (!oldest || part.handed_at < *oldest) oldest = part.handed_at;
    }
  }
  return oldest;
}

}  // namespace ipaas::mqtt::delivery
