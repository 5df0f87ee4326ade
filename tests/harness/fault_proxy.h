// A proxy on loopback between a client and a broker, that does to each connection what its plan
// says: delays, cuts at any byte, half-open connections, silence, byte at a time, little bandwidth,
// resets, and gates before a packet.
//
//     fault_proxy proxy(broker.port(), [](unsigned number) {
//       return number == 0 ? line_plan{.end = ending::reset, .after = 30} : line_plan{};
//     });
//     ... the plugin connects to proxy.url() ...
//
// Which byte is the last one is exact and does not depend on time. One thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/deadline.h"
#include "harness/fault_line.h"
#include "harness/fault_plan.h"

namespace ipaas::harness {

class fault_proxy {
 public:
  // Called on the proxy's thread for each connection, numbered from 0.
  using planner = std::function<line_plan(unsigned number)>;

  explicit fault_proxy(
      std::uint16_t broker_port, planner plan = [](unsigned) { return line_plan(); });
  ~fault_proxy();
  fault_proxy(const fault_proxy&) = delete;
  fault_proxy& operator=(const fault_proxy&) = delete;

  std::uint16_t port() const { return port_; }
  // Of the chosen entrance, if `broker_port` is.
  std::string url() const;

  // Ends every connection there is; returns when it is done.
  void end_all(ending how);
  // Waits until a gate holds something back.
  void wait_until_held(const deadline& end = deadline());
  unsigned connections() const;
  std::uint64_t passed(way direction) const;

 private:
  void run();
  void turn();
  void accept_one();
  void obey();
  void work_lines();
  int poll_timeout(proxy_clock::time_point now) const;

  const std::uint16_t broker_port_;
  const planner plan_;
  file_descriptor listener_;
  file_descriptor wake_;
  std::uint16_t port_;
  std::list<fault_line> lines_;  // of the proxy's thread

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::optional<ending> order_{};
  bool held_ = false;
  unsigned connections_ = 0;
  std::uint64_t passed_[2] = {0, 0};
  std::thread thread_;  // last: it uses the others
};

}  // namespace ipaas::harness
