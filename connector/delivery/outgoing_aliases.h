// The topic aliases that this client has set on the connection, within the server's maximum: small
// packets on a topic that has one leave without it. Sans-I/O.
//
// The outbox keeps every packet whole, so that a message can go out again on another connection.
// Aliases are given to the first topics that come, and not taken from them again.
#pragma once

#include <boost/unordered/unordered_flat_map_fwd.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "delivery/write_queue.h"
#include "protocol/publish_alias.h"

namespace ipaas::mqtt::delivery {

class outgoing_aliases {
 public:
  outgoing_aliases();
  ~outgoing_aliases();
  outgoing_aliases(const outgoing_aliases&) = delete;
  outgoing_aliases& operator=(const outgoing_aliases&) = delete;

  // A new connection begins without any. `server_maximum` 0: the server takes none;
  // `packet_limit`: the size of the largest packet it takes, 0 for any.
  void reset(std::uint16_t server_maximum, std::size_t packet_limit);

  // Writes a PUBLISH in a shorter form, or in the one that makes the next shorter. False: nothing
  // was written, it is best as it is.
  bool write(protocol::bytes packet, write_queue& queue) {
    return maximum_ != 0 && packet.size() <= largest_ && write_aliased(packet, queue);
  }

 private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  bool write_aliased(protocol::bytes packet, write_queue& queue);

  using topic_map = boost::unordered_flat_map<std::string, std::uint16_t, hash, std::equal_to<>>;

  // Behind a pointer, since many include this and the container is costly to compile.
  std::unique_ptr<topic_map> aliases_;
  std::size_t maximum_ = 0;
  std::size_t largest_ = 0;  // packet to look at
};

}  // namespace ipaas::mqtt::delivery
