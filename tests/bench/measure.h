// What is measured, against what, and what is wanted of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "role.h"

namespace ipaas::bench {

enum class measured : std::uint8_t { cpu, connects, idle, latency, calls };

struct measure {
  std::string name;
  measured what = measured::cpu;
  std::string counterpart{};  // roles; of calls there is none
  std::string subject;
  std::string reference;
  role_options options{};
  std::size_t reference_window = 1000;
  bool through_gate = false;  // see gate.cc
  std::string reference_transport = "tcp";
  // Wanted of the subject, in microseconds per message or call (cpu, calls), KiB (idle),
  // microseconds (latency).
  std::optional<double> at_most{};
  // Wanted: the reference takes at least so many times as much as the subject ...
  std::optional<double> times_less{};
  // ... or the subject at most so many times as much as the reference.
  std::optional<double> times_of_reference{};
};

// `messages` replaces the number of messages of every measure; 0 keeps them.
std::vector<measure> all_measures(std::uint64_t messages);

}  // namespace ipaas::bench
