#include "session/private_socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace ipaas::mqtt::session {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

private_socket::private_socket() {
  make_folder();
  path_ = folder_ + "/s";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    fail("a socket in " + folder_);
  }
  std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0) fail("a socket");
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 1) != 0) {
    fail("a socket in " + folder_);
  }
}

private_socket::~private_socket() {
  if (listener_ >= 0) ::close(listener_);
  ::unlink(path_.c_str());
  ::rmdir(folder_.c_str());
}

void private_socket::make_folder() {
  const char* configured = std::getenv("TMPDIR");
  for (const char* parent : {configured, "/tmp", "/dev/shm"}) {
    if (parent == nullptr || *parent == '\0') continue;
    std::string name = std::string(parent) + "/ipaas-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) continue;
    folder_ = std::move(name);
    return;
  }
  fail("a private folder in $TMPDIR, /tmp or /dev/shm");
}

int private_socket::accept() {
  const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted < 0) fail("the session's socket");
  return accepted;
}

}  // namespace ipaas::mqtt::session
