// What many idle connections hold and use. Between two measuring points the process only waits.
#pragma once

#include <cstddef>
#include <string>

#include "role.h"

namespace ipaas::bench {

class idle_report {
 public:
  explicit idle_report(const role_options& options) : options_(options) {}

  // The first few pay for what all share, and are not counted.
  std::size_t connections_in_all() const { return options_.connections + not_counted; }
  // Call before opening each connection, with the number that are open.
  void opened(std::size_t count);
  // Call when all are open: waits options.seconds and returns the report as JSON.
  std::string watch() const;

 private:
  static constexpr std::size_t not_counted = 10;

  role_options options_;
  std::size_t bytes_ = 0;
  std::size_t descriptors_ = 0;
};

}  // namespace ipaas::bench
