// A probe of the plugin under test, and looking into its report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/deadline.h"
#include "harness/json.h"

namespace ipaas::harness {

class probe_result {
 public:
  explicit probe_result(std::string report) : report_(std::move(report)) {}

  const std::string& report() const { return report_; }
  bool ok() const { return boolean_at(report_, "/ok").value_or(false); }
  std::int64_t passed() const { return number_at(report_, "/passed").value_or(-1); }
  std::string text(const char* pointer) const { return text_at(report_, pointer).value_or(""); }

  // The names of a broker's steps with their states, such as "name ok, tcp failed".
  std::string steps(std::size_t broker = 0) const;
  // The pointer of a member of a step, such as "/found/keepAlive".
  std::string at(std::string_view step, std::string_view member, std::size_t broker = 0) const;
  // The Code of a step's error, or empty.
  std::string code(std::string_view step, std::size_t broker = 0) const;

 private:
  std::string report_;
};

// Probes a connection with these settings. `wishes` are the other members of the request.
probe_result probe(const json_object& settings, json_object wishes = {},
                   milliseconds timeout = patience);

}  // namespace ipaas::harness
