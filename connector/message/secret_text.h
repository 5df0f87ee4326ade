// Text that no one may find in memory later: a key, a password, a token. It is overwritten when it
// ends or is replaced. What others make of view() is theirs to wipe.
//
// Threads: as a std::string.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ipaas::mqtt {

// Overwrites all that `text` has room for, and leaves it empty.
void wipe(std::string& text) noexcept;

class secret_text {
 public:
  secret_text() = default;
  // Takes the text over: nothing of it stays behind.
  explicit secret_text(std::string&& text) : text_(std::move(text)) { wipe(text); }
  explicit secret_text(std::string_view text) : text_(text) {}
  explicit secret_text(const char* text) : text_(text) {}
  ~secret_text() { wipe(text_); }
  secret_text(const secret_text& other) = default;
  // Short texts stand in the object itself: what was moved from still holds them.
  secret_text(secret_text&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
  secret_text& operator=(const secret_text& other) {
    secret_text copy(other);
    text_.swap(copy.text_);
    return *this;
  }
  secret_text& operator=(secret_text&& other) noexcept {
    text_.swap(other.text_);
    wipe(other.text_);
    return *this;
  }

  bool empty() const { return text_.empty(); }
  std::string_view view() const { return text_; }
  const char* c_str() const { return text_.c_str(); }
  bool operator==(const secret_text& other) const = default;

 private:
  std::string text_;
};

}  // namespace ipaas::mqtt
