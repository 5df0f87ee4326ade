// The steps of one attempt at one broker: which there are, how far it has come, how long each took,
// what it found, and why it failed. Sans-I/O: what happens is told with its time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "message/error.h"

namespace ipaas::mqtt::operations {

// The steps that come after those of the way to the broker: see transport/stream.h for these.
inline constexpr std::string_view connack_step = "connack";
inline constexpr std::string_view subscribe_step = "subscribe";
inline constexpr std::string_view publish_step = "publish";
inline constexpr std::string_view receive_step = "receive";

struct probe_step {
  enum class state : std::uint8_t { skipped, running, ok, failed };
  using time_point = std::chrono::steady_clock::time_point;

  std::string name;
  state status = state::skipped;  // until it has begun
  time_point begun{};
  std::chrono::nanoseconds took{0};
  std::vector<std::pair<std::string, std::string>> found{};  // names, and JSON values
  std::optional<error> failure{};
};

class probe_steps {
 public:
  using time_point = probe_step::time_point;

  // `plan`: the names of the steps, in their order.
  explicit probe_steps(std::vector<std::string> plan);

  // A step begins, and the one before it has succeeded. One that is not in the plan gets its place
  // behind the one that runs.
  void begin(std::string_view name, time_point at);
  // What the step that runs has found; `json` is a JSON value. The same name again: the last holds.
  void found(std::string_view name, std::string_view json);
  // The step that runs has failed, or the first where none does; those behind it are skipped.
  void fail(error why, time_point at);
  // The last step has succeeded.
  void finish(time_point at);

  // Of the step that runs, or empty.
  std::string_view running() const;
  bool ok() const { return finished_ && !failed_; }
  // Whether nothing more can happen.
  bool over() const { return finished_; }
  const std::vector<probe_step>& all() const { return steps_; }
  // The step that has failed, or null.
  const probe_step* failed() const;

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::size_t place_of(std::string_view name);
  void end_running(probe_step::state as, time_point at);

  std::vector<probe_step> steps_;
  std::size_t running_ = none;
  bool finished_ = false;
  bool failed_ = false;
};

}  // namespace ipaas::mqtt::operations
