// A private folder (mode 0700) that goes with everything in it.
#pragma once

#include <filesystem>
#include <string_view>

namespace ipaas::harness {

class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes a file, readable by the owner alone, and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace ipaas::harness
