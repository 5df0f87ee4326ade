// A batch of messages as it stands on disk, read without trust: what is damaged there must not
// reach those who send it. Any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "delivery/handover.h"
#include "protocol/types.h"
#include "state/batch_index.h"

namespace ipaas::mqtt::state {

struct kept_batch {
  std::uint64_t first = 0;     // the number of its first message
  std::int64_t version = 0;    // of MQTT, that its packets are of
  protocol::bytes messages{};  // PUBLISH packets of QoS 1 and 2, one behind the other
  protocol::bytes states{};    // a byte for each, as far as they go
};

struct batch_content {
  std::vector<delivery::submission> messages;  // but those that are done
  std::vector<progress> steps;                 // of all
};

// In the form of the version `wanted`. Throws database_error when it is damaged.
batch_content read_batch(const kept_batch& kept, protocol::version wanted);

}  // namespace ipaas::mqtt::state
