// The bytes that a peer sends, cut into packets without copying them. Knows the few packet types
// that the measures need; a malformed stream is std::runtime_error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ipaas::bench {

struct packet_view {
  std::uint8_t first = 0;
  std::string_view body;
  int type() const { return first >> 4; }
  int qos() const { return first >> 1 & 3; }
};

struct publish_view {
  std::uint16_t id = 0;  // 0 at QoS 0
  std::string_view topic;
  std::string_view payload;
};
publish_view read_publish(const packet_view& packet);  // MQTT 3.1.1

class packet_stream {
 public:
  // Reads once what the socket has; false at the end of the stream. Views given out before are
  // gone.
  bool read_from(int socket);
  std::optional<packet_view> next();

 private:
  void make_room();

  std::vector<char> buffer_ = std::vector<char>(1 << 12);
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t filled_to_ = 0;  // by the last read
};

}  // namespace ipaas::bench
