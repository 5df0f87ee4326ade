// The file of one client ID in a state directory, and the lock that keeps other processes, and
// other connections, away from it for as long as this lives.
#pragma once

#include <filesystem>
#include <string_view>

namespace ipaas::mqtt::state {

class state_file {
 public:
  // Throws state_unavailable: the directory is not there, not a directory, not to be written to, or
  // the client ID's file is in use.
  state_file(const std::filesystem::path& directory, std::string_view client_id);
  ~state_file();
  state_file(const state_file&) = delete;
  state_file& operator=(const state_file&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  void make_private() const;

  std::filesystem::path path_;
  int lock_ = -1;
};

// "<client ID>.state" with what file names cannot hold written as %XX, and the end of a very long
// one replaced by a hash. Different client IDs have different names.
std::filesystem::path file_name_of(std::string_view client_id);

}  // namespace ipaas::mqtt::state
