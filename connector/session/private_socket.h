// A UNIX socket that exactly one client in this process can reach: in a folder of its own with mode
// 0700, gone from the file system as soon as the client is connected.
#pragma once

#include <string>

namespace ipaas::mqtt::session {

class private_socket {
 public:
  // Throws std::system_error, with the folder in its text, when none can be made. The folder is
  // made in $TMPDIR, /tmp or /dev/shm, whichever can be written first and is short enough for a
  // socket's path.
  private_socket();
  ~private_socket();  // removes the folder
  private_socket(const private_socket&) = delete;
  private_socket& operator=(const private_socket&) = delete;

  const std::string& path() const { return path_; }
  // Accepts the client, which has connected to path() already. The caller closes the descriptor,
  // which is non-blocking and close-on-exec. Throws std::system_error.
  int accept();

 private:
  void make_folder();
  void listen();
  void clean_up();
  std::string folder_;
  std::string path_;
  int listener_ = -1;
};

}  // namespace ipaas::mqtt::session
