// Times of one message at a time, there and back.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "role.h"

namespace ipaas::bench {

class round_trip {
 public:
  explicit round_trip(const role_options& options) : options_(options) {}

  // Until there are enough, or, with a slow peer, the time is over.
  bool more() const;
  void begin() { start_ = clock::now(); }
  void end() { times_.push_back(clock::now() - start_); }
  // {"count":…,"p50_ns":…,"p99_ns":…}, the warm-up left out.
  std::string report() const;

 private:
  using clock = std::chrono::steady_clock;
  role_options options_;
  clock::time_point first_ = clock::now();
  clock::time_point start_{};
  std::vector<clock::duration> times_;
};

}  // namespace ipaas::bench
