// Finds the messages of QoS 2 that a broker publishes again although it has released them (PUBREL):
// mosquitto 2.0.11 does so when the connection breaks twice while it sends PUBREL. A receiver that
// has seen PUBREL cannot tell such a message from a new one, so it is not the receiver's doubling.
//
// Give observe() to the proxy as its observer. Messages are told apart by topic and payload.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "harness/fault_plan.h"

namespace ipaas::harness {

class republication_watch {
 public:
  explicit republication_watch(wire::version v) : version_(v) {}

  void observe(way direction, std::string_view packet) {
    if (direction != way::to_client) return;
    const std::lock_guard lock(mutex_);
    if (wire::type_of(packet) == wire::type::pubrel) {
      const auto sent = last_.find(wire::identifier_of(packet));
      if (sent != last_.end()) released_.insert(sent->second);
    } else if (wire::type_of(packet) == wire::type::publish) {
      note(wire::read_publish(version_, packet));
    }
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  void note(const wire::publish_packet& message) {
    if (message.qos != 2) return;
    const std::string name = message.topic + ' ' + message.payload;
    last_[message.id] = name;
    count_ += released_.erase(name);
  }

  const wire::version version_;
  mutable std::mutex mutex_;
  std::map<std::uint16_t, std::string> last_;  // by identifier
  std::set<std::string> released_;
  std::size_t count_ = 0;
};

}  // namespace ipaas::harness
