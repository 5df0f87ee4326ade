// What a process has used, read from the system.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ipaas::bench {

using std::chrono::nanoseconds;

nanoseconds cpu_time();  // of this process, user and system
std::uint64_t voluntary_switches();
std::size_t resident_bytes();
std::size_t open_descriptors();
std::size_t running_threads();
void raise_descriptor_limit();

// The CPU and wall-clock time of the messages behind the warm-up.
class span_of_work {
 public:
  span_of_work(std::uint64_t warm_up, std::uint64_t last) : warm_up_(warm_up), last_(last) {}

  // Call after each piece of work with the number of messages that are done.
  void done(std::uint64_t count) {
    if (first_ == 0 && count >= warm_up_) begin(count);
    if (count >= last_ && !ended_) end();
  }
  bool is_over() const { return ended_; }
  // {"messages":…,"cpu_ns":…,"wall_ns":…}
  std::string report() const;

 private:
  void begin(std::uint64_t count);
  void end();

  std::uint64_t warm_up_;
  std::uint64_t last_;
  std::uint64_t first_ = 0;
  bool ended_ = false;
  nanoseconds cpu_{};
  std::chrono::steady_clock::time_point start_{};
  nanoseconds wall_{};
};

}  // namespace ipaas::bench
