// The bound of the outbox, as delivery sees it when it publishes something itself.
#pragma once

#include <cstddef>

namespace ipaas::mqtt::delivery {

class outbox_room {
 public:
  virtual ~outbox_room() = default;
  // Takes room for one message of `bytes`; false, and nothing taken, when there is none.
  virtual bool reserve(std::size_t bytes) = 0;
  virtual void release(std::size_t bytes) = 0;
};

}  // namespace ipaas::mqtt::delivery
