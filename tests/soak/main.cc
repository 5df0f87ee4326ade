// Traffic of all levels both ways through a proxy whose faults never end, until the time is over;
// then the network heals, and everything must have come.
//
//   ipaas-soak [--for SECONDS] [--seed NUMBER]
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "harness/fault_proxy.h"
#include "harness/memory.h"
#include "harness/mosquitto_broker.h"
#include "harness/republication_watch.h"
#include "harness/two_way_traffic.h"

namespace ipaas::harness {
namespace {

struct soak_options {
  std::chrono::seconds time{600};
  std::uint64_t seed = 1;
};

constexpr const char* usage =
    "usage: ipaas-soak [--for SECONDS] [--seed NUMBER]\n"
    "  Sends and receives at QoS 0, 1 and 2 through connections that break, 600 s long.\n"
    "  Prints what was sent, lost and doubled every ten seconds and at the end; exits with 1\n"
    "  when something of QoS 1 or 2 was lost, or something of QoS 2 doubled.\n";

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<soak_options> read_options(int count, char** words) {
  soak_options result;
  for (int i = 1; i < count; i += 2) {
    const auto value = i + 1 < count ? number_in(words[i + 1]) : std::nullopt;
    if (!value) return std::nullopt;
    if (std::string_view(words[i]) == "--for") {
      result.time = std::chrono::seconds(*value);
    } else if (std::string_view(words[i]) == "--seed") {
      result.seed = *value;
    } else {
      return std::nullopt;
    }
  }
  return result;
}

// Connections break after this many bytes at the latest.
constexpr std::size_t most_bytes = 40'000;

class soak {
 public:
  explicit soak(const soak_options& options)
      : options_(options),
        proxy_(broker_.port(),
               [this, random = std::mt19937_64(options.seed)](unsigned) mutable {
                 line_plan plan = is_healed_ ? line_plan() : random_plan(random, most_bytes);
                 plan.observer = [this](way direction, std::string_view packet) {
                   watch_.observe(direction, packet);
                 };
                 return plan;
               }),
        traffic_({.url = proxy_.url(),
                  .broker_port = broker_.port(),
                  .name = "soak",
                  .seed = options.seed}) {}

  bool run() {
    const deadline end(options_.time);
    while (!end.is_over()) {
      const deadline report(std::min(milliseconds(10'000), end.left()));
      while (!report.is_over()) traffic_.send(20, deadline(end_of_patience));
      print();
    }
    is_healed_ = true;
    proxy_.end_all(ending::reset);
    traffic_.finish(deadline(end_of_patience));
    print();
    return traffic_.lost(1) + traffic_.lost(2) == 0 && traffic_.produced(2).doubled() == 0 &&
           traffic_.consumed(2).doubled() <= watch_.count() && traffic_.failures().empty();
  }

 private:
  static constexpr milliseconds end_of_patience{120'000};

  void print() const {
    std::cout << traffic_.summary()
              << "  published again by the broker after PUBREL: " << watch_.count()
              << "; connections: " << proxy_.connections()
              << "; largest memory: " << peak_memory_kib() / 1024 << " MiB\n"
              << std::flush;
  }

  soak_options options_;
  mosquitto_broker broker_{{.max_inflight_messages = 100}};
  republication_watch watch_{wire::version::v3_1_1};
  std::atomic<bool> is_healed_{false};
  fault_proxy proxy_;
  two_way_traffic traffic_;
};

}  // namespace
}  // namespace ipaas::harness

int main(int count, char** words) {
  using namespace ipaas::harness;
  if (count == 2 && std::strcmp(words[1], "--help") == 0) {
    std::fputs(usage, stdout);
    return 0;
  }
  const auto options = read_options(count, words);
  if (!options) {
    std::fputs(usage, stderr);
    return 2;
  }
  try {
    return soak(*options).run() ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "ipaas-soak: %s\n", failure.what());
    return 1;
  }
}
