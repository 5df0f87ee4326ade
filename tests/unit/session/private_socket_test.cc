// A socket that one client in this process can reach, and that leaves nothing behind.
#include "session/private_socket.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace ipaas::mqtt::session {
namespace {

namespace fs = std::filesystem;
using testing::StartsWith;

class private_socket_test : public testing::Test {
 protected:
  private_socket_test() {
    std::string name = "/tmp/ipaas-test-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  ~private_socket_test() override { fs::remove_all(folder); }

  fs::path folder;
  std::vector<std::string> here() const { return {folder}; }
};

class client {
 public:
  explicit client(const std::string& path) : number_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    connected =
        ::connect(number_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~client() { ::close(number_); }
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  int number() const { return number_; }
  bool connected = false;

 private:
  int number_;
};

TEST_F(private_socket_test, stands_in_a_folder_of_its_own_that_only_the_user_may_enter) {
  const private_socket socket(here());
  const fs::path parent = fs::path(socket.path()).parent_path();
  EXPECT_EQ(parent.parent_path(), folder);
  struct stat found {};
  ASSERT_EQ(::stat(parent.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777U, 0700U);
  EXPECT_EQ(found.st_uid, ::geteuid());
}

TEST_F(private_socket_test, is_gone_after_its_destruction) {
  { const private_socket socket(here()); }
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(private_socket_test, accepts_the_client_without_waiting) {
  private_socket socket;
  const client peer(socket.path());
  ASSERT_TRUE(peer.connected);
  const int accepted = socket.accept();
  EXPECT_NE(::fcntl(accepted, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(accepted, F_GETFD) & FD_CLOEXEC, 0);
  ASSERT_EQ(::write(peer.number(), "x", 1), 1);
  char got = 0;
  EXPECT_EQ(::read(accepted, &got, 1), 1);
  EXPECT_EQ(got, 'x');
  ::close(accepted);
}

TEST_F(private_socket_test, two_at_a_time_do_not_meet) {
  const private_socket one;
  const private_socket other;
  EXPECT_NE(one.path(), other.path());
}

TEST_F(private_socket_test, a_place_that_does_not_exist_or_has_no_name_is_passed_over) {
  const private_socket socket({"", folder / "missing", folder});
  EXPECT_THAT(socket.path(), StartsWith(folder.string() + "/ipaas-"));
}

// The path of a UNIX socket may have 107 bytes.
TEST_F(private_socket_test, a_place_too_long_for_a_socket_is_passed_over_and_left_clean) {
  const fs::path long_folder = folder / std::string(100, 'l');
  fs::create_directory(long_folder);
  const private_socket socket({long_folder, folder});
  EXPECT_THAT(socket.path(), StartsWith(folder.string() + "/ipaas-"));
  EXPECT_TRUE(fs::is_empty(long_folder));
}

TEST_F(private_socket_test, without_a_place_says_where_it_looked) {
  EXPECT_THAT([&] { private_socket({folder / "missing"}); },
              testing::ThrowsMessage<std::system_error>(testing::HasSubstr(folder / "missing")));
}

// A reconnect must not wait for a disk, nor fail where one is full.
TEST(places_for_sockets, are_memory_and_then_what_the_user_or_the_system_has) {
  const char* const configured = std::getenv("TMPDIR");
  const std::optional<std::string> before =
      configured == nullptr ? std::nullopt : std::optional<std::string>(configured);
  ::setenv("TMPDIR", "/of/the/user", 1);
  EXPECT_THAT(places_for_sockets(), testing::ElementsAre("/dev/shm", "/of/the/user", "/tmp"));
  ::unsetenv("TMPDIR");
  EXPECT_THAT(places_for_sockets(), testing::ElementsAre("/dev/shm", "/tmp"));
  if (before) ::setenv("TMPDIR", before->c_str(), 1);
}

}  // namespace
}  // namespace ipaas::mqtt::session
