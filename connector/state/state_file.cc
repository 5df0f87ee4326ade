#include "state/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include "message/ascii.h"
#include "message/problem_text.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "state/state_unavailable.h"

namespace ipaas::mqtt::state {

namespace {

// File systems take 255 bytes; SQLite and the lock add to the name.
constexpr std::size_t longest_name = 200;

bool is_plain(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

// FNV-1a, 64 bits: the same on every machine and in every version.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
  return hash;
}

void check_directory(const std::filesystem::path& directory) {
  std::error_code code;
  const auto status = std::filesystem::status(directory, code);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw unavailable(error_code::core_config,
                      say(problem::state_directory_missing, directory.string()));
  }
  if (code) {
    throw unavailable(error_code::core_config,
                      say(problem::state_directory_failed, directory.string(), code.message()));
  }
  if (!std::filesystem::is_directory(status)) {
    throw unavailable(error_code::core_config,
                      say(problem::state_directory_other, directory.string()));
  }
}

}  // namespace

state_unavailable unavailable(error_code code, phrase detail) {
  state_unavailable problem{describe(code, std::move(detail))};
  problem.reason.field = "/stateDirectory";
  return problem;
}

std::filesystem::path file_name_of(std::string_view client_id) {
  std::string name;
  for (const char c : client_id) {
    if (is_plain(c)) {
      name.push_back(c);
    } else {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  if (name.size() > longest_name) {
    name = fmt::format("{}~{:016x}", name.substr(0, longest_name - 17), hash_of(client_id));
  }
  return name + ".state";
}

state_file::state_file(const std::filesystem::path& directory, std::string_view client_id)
    : path_(directory / file_name_of(client_id)) {
  check_directory(directory);
  const std::string lock_path = path_.string() + ".lock";
  lock_ = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EMFILE || errno == ENFILE;
    throw unavailable(full ? error_code::core_resource : error_code::core_config,
                      say(problem::state_unwritable, lock_path, std::strerror(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(lock_);
    if (reason != EWOULDBLOCK) {
      throw unavailable(error_code::core_config,
                        say(problem::state_unlockable, lock_path, std::strerror(reason)));
    }
    throw unavailable(error_code::client_id_taken,
                      say(problem::state_in_use, client_id, directory.string()));
  }
  make_private();
}

// Payloads are nobody else's business. SQLite gives its other files the same rights.
void state_file::make_private() const {
  const int made = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made >= 0) ::close(made);
}

state_file::~state_file() { ::close(lock_); }

}  // namespace ipaas::mqtt::state
