// One connection through a fault_proxy: two sockets, and a lane of bytes in each direction. Runs on
// the proxy's thread, which polls the sockets and calls work().
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "harness/fault_plan.h"
#include "harness/file_descriptor.h"

namespace ipaas::harness {

using proxy_clock = std::chrono::steady_clock;

// One direction: reads from `source`, and writes to `sink` what the plan lets pass.
class fault_lane {
 public:
  fault_lane(const line_plan& plan, way direction, proxy_clock::time_point now);

  // Moves what can be moved now. False when a socket has failed.
  bool work(const file_descriptor& source, const file_descriptor& sink,
            proxy_clock::time_point now);
  bool wants_to_read() const;
  // Something waits for the sink, or for its time.
  bool wants_to_write(proxy_clock::time_point now) const;
  std::optional<proxy_clock::time_point> due() const;

  void fall_silent();  // reads on, and forwards nothing
  bool has_passed_all() const { return source_ended_ && pieces_.empty() && unframed_.empty(); }
  bool has_reached_cut() const { return cut_after_ && passed_ >= *cut_after_; }
  bool is_held() const { return held_; }
  std::size_t passed() const { return passed_; }

 private:
  struct piece {
    proxy_clock::time_point due;
    std::string bytes;
  };
  bool read_from(const file_descriptor& source, proxy_clock::time_point now);
  bool write_to(const file_descriptor& sink, proxy_clock::time_point now);
  void enqueue(std::string bytes, proxy_clock::time_point now);
  void frame(proxy_clock::time_point now);
  void show(std::string_view bytes);

  way direction_;
  lane_plan plan_;
  std::optional<std::size_t> cut_after_;
  std::optional<packet_gate> gate_;
  std::function<void(way, std::string_view)> observer_;
  std::string unseen_;  // before the observer: bytes of packets that are not whole yet
  proxy_clock::time_point next_write_;
  std::deque<piece> pieces_;
  std::string unframed_;  // before a gate: bytes of packets that are not whole yet
  std::size_t waiting_ = 0;
  std::size_t passed_ = 0;
  unsigned seen_ = 0;  // packets of the gate's type
  bool held_ = false;
  bool silent_ = false;
  bool source_ended_ = false;
};

class fault_line {
 public:
  fault_line(file_descriptor client, file_descriptor broker, const line_plan& plan);

  // The entries to poll for; the same descriptors are looked at by work().
  void add_entries(std::vector<pollfd>& entries, proxy_clock::time_point now) const;
  // When there is something to do without a descriptor. The same `now`, or what becomes due between
  // the two calls is waited for by neither.
  std::optional<proxy_clock::time_point> due(proxy_clock::time_point now) const;
  // False when the connection is over, and with it this line.
  bool work();
  // Ends it now, in the way given.
  void finish(ending how);
  bool is_held() const { return to_broker_.is_held() || to_client_.is_held(); }
  std::size_t passed(way direction) const {
    return (direction == way::to_broker ? to_broker_ : to_client_).passed();
  }

 private:
  bool move_bytes(proxy_clock::time_point now);
  bool discard();
  void pass_on_ends();
  fault_lane& counted_lane();

  file_descriptor client_;
  file_descriptor broker_;
  line_plan plan_;
  fault_lane to_broker_;
  fault_lane to_client_;
  bool draining_ = false;     // both directions have been shut down by us
  bool client_shut_ = false;  // we have sent FIN to it
  bool broker_shut_ = false;
  std::optional<proxy_clock::time_point> reset_at_;
};

// Closes with a reset.
void reset_socket(file_descriptor& socket);

}  // namespace ipaas::harness
