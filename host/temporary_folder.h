// A private folder that is removed with everything in it.
#pragma once

#include <string>

namespace ipaas::command_line {

class temporary_folder {
 public:
  // In TMPDIR, or /tmp; only its owner may look into it. Throws std::system_error.
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace ipaas::command_line
