// Packet identifiers of one connection that are in use: one pool for everything the client sends,
// so that PUBLISH, SUBSCRIBE and UNSUBSCRIBE never share one (MQTT-2.2.1-3).
#pragma once

#include <boost/unordered/unordered_flat_set_fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace ipaas::mqtt::protocol {

class identifier_pool {
 public:
  identifier_pool();
  ~identifier_pool();
  identifier_pool(const identifier_pool&) = delete;
  identifier_pool& operator=(const identifier_pool&) = delete;

  // The next free identifier in turn, so that one just freed comes back last; 0 when all 65 535 are
  // in use.
  std::uint16_t acquire();
  // Marks one as in use, as when state is taken up again. False when it already is.
  bool reserve(std::uint16_t identifier);
  void release(std::uint16_t identifier);
  std::size_t in_use() const;

 private:
  // Behind a pointer, since many include this and the container is costly to compile.
  std::unique_ptr<boost::unordered_flat_set<std::uint16_t>> used_;
  std::uint16_t last_ = 0;
};

}  // namespace ipaas::mqtt::protocol
