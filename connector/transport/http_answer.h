// The head of an HTTP response, gathered from bytes that come in any pieces; what stands behind it
// is left alone. Sans-I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ipaas::mqtt::transport {

class http_answer {
 public:
  enum class state : std::uint8_t {
    need_more,
    complete,
    not_http,   // what came does not begin as an HTTP response does
    too_long,   // no end within 16 KiB
    malformed,  // it begins as one, and is none
  };

  // Takes bytes up to the end of the head, and returns how many. Nothing may be fed after the state
  // is no longer need_more.
  std::size_t feed(std::string_view bytes);
  state current() const { return state_; }
  // Everything taken so far.
  const std::string& text() const { return text_; }

  // --- once complete ---
  unsigned status() const { return status_; }
  // "404 Not Found", printable and not long.
  std::string status_text() const;
  // The value of a field, its name in small letters; empty when it is not there. Of several, the
  // first.
  std::string_view field(std::string_view name) const;

 private:
  void parse();

  state state_ = state::need_more;
  std::string text_;
  unsigned status_ = 0;
  std::string reason_;
  std::map<std::string, std::string, std::less<>> fields_;
};

// At most `longest` printable characters of a peer's text, for an error.
std::string printable(std::string_view text, std::size_t longest);

}  // namespace ipaas::mqtt::transport
