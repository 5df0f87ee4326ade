// Every message carries its number in its first eight bytes; a gap fails the run.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ipaas::bench {

inline void put_number(char* payload, std::uint64_t number) {
  std::memcpy(payload, &number, sizeof number);
}

class sequence_check {
 public:
  void see(std::string_view payload) {
    std::uint64_t number = 0;
    if (payload.size() >= sizeof number) std::memcpy(&number, payload.data(), sizeof number);
    if (number != seen_) {
      throw std::runtime_error("message " + std::to_string(number) + " came where " +
                               std::to_string(seen_) + " was due");
    }
    ++seen_;
  }
  std::uint64_t seen() const { return seen_; }

 private:
  std::uint64_t seen_ = 0;
};

}  // namespace ipaas::bench
