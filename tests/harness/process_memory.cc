#include "harness/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <fstream>

#include "harness/file_descriptor.h"
#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

struct address_range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<address_range> private_memory(const std::string& folder) {
  std::vector<address_range> found;
  std::ifstream maps(folder + "/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t dash = line.find('-');
    const std::size_t blank = line.find(' ');
    if (dash == line.npos || blank == line.npos || line.substr(blank + 1, 4) != "rw-p") continue;
    address_range next;
    std::from_chars(line.data(), line.data() + dash, next.begin, 16);
    std::from_chars(line.data() + dash + 1, line.data() + blank, next.end, 16);
    found.push_back(next);
  }
  return found;
}

std::string read_range(const file_descriptor& memory, const address_range& range) {
  std::string bytes(range.end - range.begin, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::pread(memory.number(), bytes.data() + size, bytes.size() - size,
                                static_cast<off_t>(range.begin + size));
    if (got <= 0) break;  // a guard page, or one that is gone by now
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

std::size_t occurrences(std::string_view text, std::string_view needle) {
  std::size_t count = 0;
  for (std::size_t at = text.find(needle); at != text.npos; at = text.find(needle, at + 1)) ++count;
  return count;
}

}  // namespace

std::vector<std::size_t> count_in_memory(pid_t process, const std::vector<std::string>& needles) {
  const std::string folder = "/proc/" + std::to_string(process);
  const file_descriptor memory(::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
  if (!memory.is_open()) throw_errno("the memory of a process");
  std::vector<std::size_t> counts(needles.size());
  for (const address_range& range : private_memory(folder)) {
    const std::string bytes = read_range(memory, range);
    for (std::size_t i = 0; i < needles.size(); ++i) counts[i] += occurrences(bytes, needles[i]);
  }
  return counts;
}

}  // namespace ipaas::harness
