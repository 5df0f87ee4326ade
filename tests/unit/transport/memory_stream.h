// A stream without a network: the test says what the peer sends, when, and how much it takes. All
// on the test's own thread.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "transport/stream.h"

namespace ipaas::mqtt::transport::test {

class memory_stream final : public stream {
 public:
  // --- what the test does ---
  void connected() { std::exchange(done_, nullptr)(std::nullopt); }
  void refused(error why) { std::exchange(done_, nullptr)(std::move(why)); }
  void feed(std::string_view bytes) {
    input_ += bytes;
    wake(readable_);
  }
  void hang_up() {
    ended_ = true;
    wake(readable_);
  }
  void fail(std::string reason) {
    failure_ = std::move(reason);
    wake(readable_);
    wake(writable_);
  }
  // Writes fail from now on, and reads go on.
  void fail_output(std::string reason) {
    output_failure_ = std::move(reason);
    wake(writable_);
  }
  // How many bytes may be written from now on.
  void grant(std::size_t bytes) {
    writable_bytes_ = bytes;
    if (bytes > 0) wake(writable_);
  }
  // What was written since the last call.
  std::string take_output() { return std::exchange(output_, {}); }

  const config::broker_address& address() const { return address_; }
  bool output_ended() const { return output_ended_; }
  bool waits_to_read() const { return readable_ != nullptr; }
  bool waits_to_write() const { return writable_ != nullptr; }
  std::size_t unread() const { return input_.size(); }
  int reads() const { return reads_; }
  int writes() const { return writes_; }

  // --- stream ---
  void connect(const config::broker_address& address, connect_handler done) override {
    address_ = address;
    done_ = std::move(done);
  }
  std::string_view stage() const override { return "tcp"; }

  io_result read(std::span<std::byte> room) override {
    ++reads_;
    if (!failure_.empty()) return {io_status::failed, 0, {failure_, in_chinese}};
    if (input_.empty()) return {ended_ ? io_status::end_of_stream : io_status::would_block, 0};
    const std::size_t size = std::min(room.size(), input_.size());
    std::memcpy(room.data(), input_.data(), size);
    input_.erase(0, size);
    return {io_status::ok, size};
  }

  io_result write(std::span<const std::span<const std::byte>> parts) override {
    ++writes_;
    if (!failure_.empty()) return {io_status::failed, 0, {failure_, in_chinese}};
    if (!output_failure_.empty()) return {io_status::failed, 0, {output_failure_, in_chinese}};
    std::size_t written = 0;
    for (const auto part : parts) {
      const std::size_t size = std::min(part.size(), writable_bytes_);
      output_.append(reinterpret_cast<const char*>(part.data()), size);
      writable_bytes_ -= size;
      written += size;
    }
    if (written == 0) return {};
    return {io_status::ok, written};
  }

  // Calls back only when the test does something, never at once: as a real one does.
  void wait_readable(std::function<void()> ready) override { readable_ = std::move(ready); }
  void wait_writable(std::function<void()> ready) override { writable_ = std::move(ready); }
  void end_output() override { output_ended_ = true; }
  void acknowledge_now() override {}

  // A wait for what is there already: a real stream calls back by itself, here the test says when.
  void wake_if_ready() {
    if (!input_.empty() || ended_ || !failure_.empty()) wake(readable_);
    if (writable_bytes_ > 0 || !failure_.empty()) wake(writable_);
  }

 private:
  static void wake(std::function<void()>& waiting) {
    if (const auto ready = std::exchange(waiting, nullptr)) ready();
  }

  config::broker_address address_;
  connect_handler done_;
  std::string input_;
  std::string output_;
  static constexpr const char* in_chinese = "如测试所愿";  // whatever the English words
  std::string failure_;
  std::string output_failure_;
  std::size_t writable_bytes_ = std::numeric_limits<std::size_t>::max();
  bool ended_ = false;
  bool output_ended_ = false;
  int reads_ = 0;
  int writes_ = 0;
  std::function<void()> readable_;
  std::function<void()> writable_;
};

}  // namespace ipaas::mqtt::transport::test
