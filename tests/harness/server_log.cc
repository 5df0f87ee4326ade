#include "harness/server_log.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

constexpr off_t longest_report = 2000;

// The logs that live, in the order of their servers.
struct registry {
  std::mutex mutex;
  std::vector<const server_log*> logs;
};

registry& all_logs() {
  static registry all;
  return all;
}

file_descriptor memory_file() {
  file_descriptor file(memfd_create("server log", MFD_CLOEXEC));
  if (!file.is_open()) throw_errno("memfd_create");
  return file;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

server_log::server_log(const std::vector<std::string>& command)
    : command_(joined(command)), file_(memory_file()) {
  const std::lock_guard lock(all_logs().mutex);
  all_logs().logs.push_back(this);
}

server_log::~server_log() {
  const std::lock_guard lock(all_logs().mutex);
  std::erase(all_logs().logs, this);
}

std::string server_log::report() const {
  struct stat facts {};
  if (fstat(descriptor(), &facts) != 0) return command_ + "\n";
  const off_t begin = std::max<off_t>(0, facts.st_size - longest_report);
  std::string end(static_cast<std::size_t>(facts.st_size - begin), '\0');
  const ssize_t size = pread(descriptor(), end.data(), end.size(), begin);
  end.resize(static_cast<std::size_t>(std::max<ssize_t>(0, size)));
  return command_ + "\n" + end + (end.ends_with('\n') ? "" : "\n");
}

std::string report_of_servers() {
  const std::lock_guard lock(all_logs().mutex);
  std::string text;
  for (const server_log* log : all_logs().logs) text += log->report();
  return text;
}

}  // namespace ipaas::harness
