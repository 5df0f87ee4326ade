// The topic aliases that the server has set on this connection (MQTT 5 section 3.3.2.3.4).
// Sans-I/O.
//
// A message that comes by its alias is given a topic of its own: it may outlive the connection, and
// the alias may mean another topic by then.
#pragma once

#include <string>
#include <vector>

#include "message/chunk.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::delivery {

class topic_aliases {
 public:
  // What CONNECT announces. Each may hold a topic of 64 KiB, and few publishers need more.
  static constexpr std::uint16_t maximum = 64;

  // For a message with an alias: remembers its topic, or finds it. In the second case the message
  // is copied to another place, which `block` then holds. Returns what is wrong.
  protocol::malformed resolve(protocol::publish& message, chunk_ref& block);
  // A new connection begins without any.
  void reset() { *this = {}; }

 private:
  std::byte* allocate(std::size_t size);

  std::vector<std::string> topics_;  // by alias, from 1
  chunk_ref room_;                   // copies lie here side by side
  std::size_t used_ = 0;
};

}  // namespace ipaas::mqtt::delivery
