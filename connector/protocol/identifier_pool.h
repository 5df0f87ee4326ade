// Packet identifiers of one connection that are in use: one pool for everything the client sends,
// so that PUBLISH, SUBSCRIBE and UNSUBSCRIBE never share one (MQTT-2.2.1-3).
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>

namespace ipaas::mqtt::protocol {

class identifier_pool {
 public:
  // The next free identifier in turn, so that one just freed comes back last; 0 when all 65 535 are
  // in use.
  std::uint16_t acquire();
  // Marks one as in use, as when state is taken up again. False when it already is.
  bool reserve(std::uint16_t identifier);
  void release(std::uint16_t identifier) { used_.erase(identifier); }
  std::size_t in_use() const { return used_.size(); }

 private:
  boost::unordered_flat_set<std::uint16_t> used_;
  std::uint16_t last_ = 0;
};

}  // namespace ipaas::mqtt::protocol
