#include "transport/descriptor_watch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "on_thread.h"
#include "transport/descriptor.h"

namespace ipaas::mqtt::transport {
namespace {

class descriptor_watch_test : public test::io_thread_fixture {
 protected:
  descriptor_watch_test() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    ours_ = descriptor(ends[0]);
    theirs_ = descriptor(ends[1]);
    watch_ = make(ours_);
  }
  ~descriptor_watch_test() override {
    on_thread([this] { watch_.reset(); });
  }

  std::unique_ptr<descriptor_watch> make(const descriptor& watched) {
    return on_thread(
        [&] { return std::make_unique<descriptor_watch>(*thread_, watched.number()); });
  }

  descriptor ours_;
  descriptor theirs_;
  std::unique_ptr<descriptor_watch> watch_;
  test::awaited<int> ready_;
};

TEST_F(descriptor_watch_test, tells_that_data_came) {
  bool early = true;
  on_thread([&] { watch_->wait_readable([&] { ready_.set(early ? 1 : 0); }); });
  test::settle(*thread_);
  on_thread([&] { early = false; });
  ASSERT_EQ(write(theirs_.number(), "x", 1), 1);
  EXPECT_EQ(ready_.get(), 0);
}

TEST_F(descriptor_watch_test, tells_of_data_that_came_before_the_wait_and_of_what_is_left) {
  ASSERT_EQ(write(theirs_.number(), "xy", 2), 2);
  for (int byte = 0; byte < 2; ++byte) {
    test::awaited<int> ready;
    on_thread([&] { watch_->wait_readable([&] { ready.set(0); }); });
    ready.get();
    char taken = 0;
    ASSERT_EQ(read(ours_.number(), &taken, 1), 1);
  }
}

TEST_F(descriptor_watch_test, tells_of_the_end) {
  on_thread([&] { watch_->wait_readable([&] { ready_.set(0); }); });
  theirs_.close();
  ready_.get();
}

TEST_F(descriptor_watch_test, tells_that_there_is_room) {
  on_thread([&] { watch_->wait_writable([&] { ready_.set(0); }); });
  ready_.get();
}

TEST_F(descriptor_watch_test, leaves_the_descriptor_open) {
  on_thread([&] {
    watch_->wait_readable([&] { ready_.set(0); });
    watch_.reset();
  });
  ASSERT_EQ(write(theirs_.number(), "x", 1), 1);
  test::settle(*thread_);
  char taken = 0;
  EXPECT_EQ(read(ours_.number(), &taken, 1), 1);
}

TEST_F(descriptor_watch_test, is_silent_once_destroyed_by_the_callback_of_another) {
  ASSERT_EQ(write(theirs_.number(), "x", 1), 1);
  ASSERT_EQ(write(ours_.number(), "x", 1), 1);
  auto other = make(theirs_);
  int called = 0;
  on_thread([&] {
    const auto end_both = [&] {
      ++called;
      watch_.reset();
      other.reset();
    };
    watch_->wait_readable(end_both);
    other->wait_readable(end_both);
  });
  test::settle(*thread_);
  EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
