#include "usage.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace ipaas::bench {
namespace {

namespace fs = std::filesystem;

rusage own_usage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

nanoseconds from(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

}  // namespace

nanoseconds cpu_time() {
  const rusage usage = own_usage();
  return from(usage.ru_utime) + from(usage.ru_stime);
}

std::uint64_t voluntary_switches() { return static_cast<std::uint64_t>(own_usage().ru_nvcsw); }

std::size_t resident_bytes() {
  std::ifstream rollup("/proc/self/smaps_rollup");
  for (std::string word; rollup >> word;) {
    std::size_t kibibytes = 0;
    if (word == "Rss:" && rollup >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

std::size_t open_descriptors() { return entries_of("/proc/self/fd"); }
std::size_t running_threads() { return entries_of("/proc/self/task"); }

void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void span_of_work::begin(std::uint64_t count) {
  first_ = count;
  start_ = std::chrono::steady_clock::now();
  cpu_ = cpu_time();
}

void span_of_work::end() {
  cpu_ = cpu_time() - cpu_;
  wall_ = std::chrono::steady_clock::now() - start_;
  ended_ = true;
}

std::string span_of_work::report() const {
  return fmt::format(R"({{"messages":{},"cpu_ns":{},"wall_ns":{}}})", last_ - first_, cpu_.count(),
                     wall_.count());
}

}  // namespace ipaas::bench
