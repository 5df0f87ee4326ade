#include "transport/websocket/memory_pipe.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstring>

namespace ipaas::mqtt::transport {
namespace {

class memory_pipe_test : public testing::Test {
 protected:
  // Begins to read; what comes of it is in `got_` and `failure_`, once work_ has run.
  void read() {
    pipe_.async_read_some(boost::asio::buffer(room_), [this](auto failure, std::size_t size) {
      ++reads_;
      failure_ = failure;
      got_.assign(room_.data(), size);
    });
  }
  void supply(std::string_view text) {
    std::memcpy(pipe_.input_room(text.size()).data(), text.data(), text.size());
    pipe_.supply(text.size());
  }

  boost::asio::io_context context_;
  local_work work_{context_};
  memory_pipe pipe_{work_};
  std::array<char, 4> room_{};
  std::string got_;
  boost::system::error_code failure_;
  int reads_ = 0;
};

TEST_F(memory_pipe_test, lets_a_reader_wait_for_bytes) {
  read();
  work_.run();
  EXPECT_EQ(reads_, 0);
  EXPECT_TRUE(pipe_.is_starved());
  supply("abcdef");
  work_.run();
  EXPECT_EQ(got_, "abcd");
  EXPECT_FALSE(pipe_.is_starved());
  read();
  work_.run();
  EXPECT_EQ(got_, "ef");
  EXPECT_FALSE(pipe_.has_input());
}

TEST_F(memory_pipe_test, never_completes_within_the_call) {
  supply("abc");
  read();
  EXPECT_EQ(reads_, 0);
  work_.run();
  EXPECT_EQ(reads_, 1);
}

TEST_F(memory_pipe_test, tells_the_end_behind_the_last_bytes) {
  supply("ab");
  pipe_.end();
  read();
  work_.run();
  EXPECT_EQ(got_, "ab");
  EXPECT_FALSE(failure_);
  read();
  work_.run();
  EXPECT_EQ(failure_, boost::asio::error::eof);
}

TEST_F(memory_pipe_test, gives_its_memory_back_when_nothing_is_left) {
  std::memset(pipe_.input_room(1000).data(), 'x', 6);
  pipe_.supply(6);
  read();
  work_.run();
  pipe_.release_input();
  EXPECT_TRUE(pipe_.has_input());
  read();
  work_.run();
  pipe_.release_input();
  EXPECT_EQ(got_, "xx");
  EXPECT_EQ(pipe_.input_room(10).size(), 10U);
}

TEST_F(memory_pipe_test, drops_a_reader_that_waits_when_it_ends_itself) {
  local_work work(context_);
  const auto held = std::make_shared<int>();
  {
    memory_pipe pipe(work);
    pipe.async_read_some(boost::asio::buffer(room_), [held](auto, std::size_t) {});
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace ipaas::mqtt::transport
