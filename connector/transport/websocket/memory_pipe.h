// What Beast takes for a network: the bytes that its owner has read from the stream below, and
// those that the owner will write to it. Reading waits for supply() or end(); writing always
// succeeds at once, so the owner must not let anybody write without a bound. All on one thread.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "transport/websocket/local_work.h"

namespace ipaas::mqtt::transport {

class memory_pipe {
 public:
  using executor_type = local_work::executor;

  explicit memory_pipe(local_work& work) : work_(work) {}

  // --- for the owner ---
  // Whether somebody waits for bytes, and there are none.
  bool is_starved() const { return waiting_ != nullptr; }
  bool has_input() const { return begin_ < end_; }
  // Room of `size` bytes to read into; only while has_input() is false. It stays until
  // release_input().
  std::span<std::byte> input_room(std::size_t size) {
    if (size > capacity_) {
      input_ = std::make_unique_for_overwrite<std::byte[]>(size);
      capacity_ = size;
    }
    begin_ = end_ = 0;
    return {input_.get(), capacity_};
  }
  void supply(std::size_t size) {
    end_ = size;
    wake();
  }
  // Nothing comes any more.
  void end() {
    ended_ = true;
    wake();
  }
  // An idle connection keeps no buffer.
  void release_input() {
    if (has_input()) return;
    input_.reset();
    capacity_ = begin_ = end_ = 0;
  }
  // What is to be written below.
  std::string& output() { return output_; }

  // --- for Beast ---
  executor_type get_executor() const noexcept { return executor_type(work_); }

  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    auto task = local_task::of([this, buffers, handler = std::forward<Handler>(handler)]() mutable {
      const std::size_t size = take(buffers);
      const auto failure = size > 0 ? boost::system::error_code()
                                    : boost::system::error_code(boost::asio::error::eof);
      std::move(handler)(failure, size);
    });
    waiting_ = std::move(task);
    if (has_input() || ended_) wake();
  }

  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    std::size_t size = 0;
    for (auto next = boost::asio::buffer_sequence_begin(buffers);
         next != boost::asio::buffer_sequence_end(buffers); ++next) {
      const boost::asio::const_buffer part(*next);
      output_.append(static_cast<const char*>(part.data()), part.size());
      size += part.size();
    }
    work_.push(local_task::of([size, handler = std::forward<Handler>(handler)]() mutable {
      std::move(handler)(boost::system::error_code(), size);
    }));
  }

  // The closing handshake is over: the owner hears it from Beast, there is nothing to tear down.
  template <typename Handler>
  friend void async_teardown(boost::beast::role_type, memory_pipe& pipe, Handler&& handler) {
    pipe.work_.push(local_task::of([handler = std::forward<Handler>(handler)]() mutable {
      std::move(handler)(boost::system::error_code());
    }));
  }
  // Only Beast's own timeouts come here, and they are off.
  friend void beast_close_socket(memory_pipe&) {}

 private:
  void wake() {
    if (waiting_) work_.push(std::move(waiting_));
  }
  template <typename Buffers>
  std::size_t take(const Buffers& buffers) {
    const auto size = boost::asio::buffer_copy(
        buffers, boost::asio::const_buffer(input_.get() + begin_, end_ - begin_));
    begin_ += size;
    return size;
  }

  local_work& work_;
  std::unique_ptr<local_task> waiting_;
  std::unique_ptr<std::byte[]> input_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
  std::string output_;
};

}  // namespace ipaas::mqtt::transport
