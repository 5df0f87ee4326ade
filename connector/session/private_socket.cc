#include "session/private_socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

namespace ipaas::mqtt::session {

namespace {

constexpr std::string_view socket_name = "/s";

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

std::vector<std::string> places_for_sockets() {
  std::vector<std::string> places{"/dev/shm"};
  if (const char* configured = std::getenv("TMPDIR")) places.emplace_back(configured);
  places.emplace_back("/tmp");
  return places;
}

private_socket::private_socket(const std::vector<std::string>& places) {
  make_folder(places);
  try {
    listen();
  } catch (const std::system_error&) {
    clean_up();
    throw;
  }
}

private_socket::~private_socket() { clean_up(); }

void private_socket::listen() {
  path_ = folder_;
  path_ += socket_name;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0) fail("a socket");
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 1) != 0) {
    fail("a socket in " + folder_);
  }
}

void private_socket::clean_up() {
  if (listener_ >= 0) ::close(listener_);
  ::unlink(path_.c_str());
  ::rmdir(folder_.c_str());
}

void private_socket::make_folder(const std::vector<std::string>& places) {
  std::string tried;
  for (const std::string& place : places) {
    if (place.empty()) continue;
    tried += (tried.empty() ? "" : ", ") + place;
    std::string name = place + "/ipaas-XXXXXX";
    errno = ENAMETOOLONG;
    if (name.size() + socket_name.size() >= sizeof(sockaddr_un::sun_path)) continue;
    if (::mkdtemp(name.data()) == nullptr) continue;
    folder_ = std::move(name);
    return;
  }
  fail("a private folder in any of " + tried);
}

int private_socket::accept() {
  const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted < 0) fail("the session's socket");
  return accepted;
}

}  // namespace ipaas::mqtt::session
