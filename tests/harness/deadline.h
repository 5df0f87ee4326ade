// How long a test waits for an event: an end in time, never a pause.
#pragma once

#include <chrono>
#include <stdexcept>

namespace ipaas::harness {

using std::chrono::milliseconds;

// Long enough for a sanitizer build on a busy machine; reached only when a test fails.
inline constexpr milliseconds patience{30'000};

class timed_out : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class deadline {
 public:
  explicit deadline(milliseconds time = patience) : end_(clock::now() + time) {}

  // Rounded up, so that whoever waits for it does not wake a moment too early and spin.
  milliseconds left() const {
    const auto rest = std::chrono::ceil<milliseconds>(end_ - clock::now());
    return rest > milliseconds::zero() ? rest : milliseconds::zero();
  }
  bool is_over() const { return left() == milliseconds::zero(); }

 private:
  using clock = std::chrono::steady_clock;
  clock::time_point end_;
};

}  // namespace ipaas::harness
