// Owns an open descriptor, or nothing. One thread at a time.
#pragma once

#include <unistd.h>

#include <utility>

namespace ipaas::mqtt::transport {

class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int adopted) : number_(adopted) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() { close(); }

  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  int number() const { return number_; }  // -1: nothing
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

}  // namespace ipaas::mqtt::transport
