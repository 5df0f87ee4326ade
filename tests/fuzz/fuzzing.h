// What every fuzz target needs: an input to be cut into parts, and a claim that ends the process
// when it does not hold.
//
// A target is one file: it defines LLVMFuzzerTestOneInput, which libFuzzer calls with what it makes
// up (preset asan), and replay.cc with the files of its corpus (every other preset).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ipaas::fuzzing {

[[noreturn]] inline void fail(const char* claim, std::string_view about) {
  std::fprintf(stderr, "does not hold: %s\nabout: %.*s\n", claim,
               static_cast<int>(std::min<std::size_t>(about.size(), 2000)), about.data());
  std::abort();
}

// `about` is shown when the claim does not hold.
inline void claim(bool holds, const char* what, std::string_view about = {}) {
  if (!holds) fail(what, about);
}

// A word that no input holds, for secrets.
inline constexpr std::string_view canary = "cAnArY7xcAnArY7x";

inline bool holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// A validate request for a connection. A byte order mark is skipped where a text begins, and
// nowhere else.
inline std::string request_with(std::string_view connection) {
  if (connection.starts_with("\xEF\xBB\xBF")) connection.remove_prefix(3);
  return R"({"connection":)" + std::string(connection) + "}";
}

// The input, in parts. Each part that is handed out ends where its memory ends, so that the address
// sanitizer sees the first byte that is read too far.
class input {
 public:
  input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  // One byte, 0 where there is none left.
  unsigned number() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  // Up to the next NUL, or the rest.
  std::string_view part() {
    const std::string_view found = rest_.substr(0, rest_.find('\0'));
    rest_.remove_prefix(std::min(rest_.size(), found.size() + 1));
    return copy(found);
  }

  std::string_view rest() {
    const std::string_view all = rest_;
    rest_ = {};
    return copy(all);
  }

  bool empty() const { return rest_.empty(); }

 private:
  std::string_view copy(std::string_view text) {
    auto& kept = copies_[used_++ % std::size(copies_)];
    kept = std::make_unique<char[]>(text.size());
    text.copy(kept.get(), text.size());
    return {kept.get(), text.size()};
  }

  std::string_view rest_;
  std::unique_ptr<char[]> copies_[8];
  std::size_t used_ = 0;
};

// Cuts `text` into pieces, of lengths that follow from `seed`.
template <typename Take>
void in_pieces(std::string_view text, unsigned seed, Take take) {
  std::uint32_t state = seed * 2'654'435'761U + 1;
  while (!text.empty()) {
    state = state * 1'664'525U + 1'013'904'223U;
    const std::size_t size = std::min<std::size_t>(text.size(), 1 + (state >> 24) % 13);
    take(text.substr(0, size));
    text.remove_prefix(size);
  }
}

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace ipaas::fuzzing
