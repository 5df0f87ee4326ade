// A UNIX socket that exactly one client in this process can reach: in a folder of its own with mode
// 0700, gone from the file system as soon as the client is connected.
#pragma once

#include <string>
#include <vector>

namespace ipaas::mqtt::session {

// Where such a folder may stand: /dev/shm, which no disk slows down or fills, else $TMPDIR or /tmp.
std::vector<std::string> places_for_sockets();

class private_socket {
 public:
  // Throws std::system_error, with the folder in its text, when none can be made. The folder is
  // made in the first of `places` that can be written and is short enough for a socket's path.
  explicit private_socket(const std::vector<std::string>& places = places_for_sockets());
  ~private_socket();  // removes the folder
  private_socket(const private_socket&) = delete;
  private_socket& operator=(const private_socket&) = delete;

  const std::string& path() const { return path_; }
  // Accepts the client, which has connected to path() already. The caller closes the descriptor,
  // which is non-blocking and close-on-exec. Throws std::system_error.
  int accept();

 private:
  void make_folder(const std::vector<std::string>& places);
  void listen();
  void clean_up();
  std::string folder_;
  std::string path_;
  int listener_ = -1;
};

}  // namespace ipaas::mqtt::session
