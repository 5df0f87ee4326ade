// One line at the bottom of the terminal that is written over and over. In a pipe it is silent.
#pragma once

#include <string_view>

#include "clock.h"

namespace ipaas::command_line {

enum class verbosity { normal, quiet };

class live_counter {
 public:
  explicit live_counter(verbosity wanted);
  ~live_counter() { erase(); }
  live_counter(const live_counter&) = delete;
  live_counter& operator=(const live_counter&) = delete;

  // Whether it is time to show() again; never in a pipe.
  bool due(time_point now) const { return now >= next_; }
  // When it is.
  time_point next() const { return next_; }

  void show(std::string_view text, time_point now);

  // Clears the line, so that another can be printed in its place.
  void erase();

 private:
  time_point next_;
  bool visible_ = false;
};

}  // namespace ipaas::command_line
