#include "config/json_finder.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>

#include "config/json_value.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

// Paths by their numbers, one bit for each.
using path_set = std::uint32_t;
static_assert(most_found_paths == 32);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// A recursive descent, as deep as parse_json() goes at most. Whatever is not plainly right ends it:
// each function tells whether to go on.
class finder {
 public:
  finder(std::string_view text, std::span<const json_path* const> paths,
         std::span<std::string_view> found)
      : at_(text.data()), end_(text.data() + text.size()), paths_(paths), found_(found) {}

  bool run() {
    const auto all = static_cast<path_set>((std::uint64_t{1} << paths_.size()) - 1);
    skip_blanks();
    if (!value(0, all)) return false;
    skip_blanks();
    return at_ == end_;
  }

 private:
  // A value that the paths in `wanted` have led to, `depth` names down.
  bool value(std::size_t depth, path_set wanted) {
    if (at_ == end_) return false;
    if (*at_ == '{') return depth < json_depth_limit && object(depth, wanted);
    if (*at_ == '[') return depth < json_depth_limit && array(depth, wanted);
    std::string_view scalar;
    return read_scalar(scalar) && deliver(scalar, depth, wanted);
  }

  bool object(std::size_t depth, path_set wanted) {
    if (ends_here(depth, wanted)) return false;
    ++at_;
    skip_blanks();
    if (take('}')) return wanted == 0;
    for (;;) {
      std::string_view name;
      if (at_ == end_ || *at_ != '"' || !string(name) || is_escaped_) return false;
      skip_blanks();
      if (!take(':')) return false;
      skip_blanks();
      // Of two members with one name the first counts.
      const path_set led = wanted == 0 ? 0 : led_by(name, depth, wanted);
      wanted &= ~led;
      if (!value(depth + 1, led)) return false;
      skip_blanks();
      if (take('}')) return wanted == 0;
      if (!take(',')) return false;
      skip_blanks();
    }
  }

  bool array(std::size_t depth, path_set wanted) {
    if (ends_here(depth, wanted)) return false;
    ++at_;
    skip_blanks();
    if (take(']')) return wanted == 0;
    for (std::size_t index = 0;; ++index) {
      const path_set led = wanted == 0 ? 0 : led_by(index, depth, wanted);
      wanted &= ~led;
      if (!value(depth + 1, led)) return false;
      skip_blanks();
      if (take(']')) return wanted == 0;
      if (!take(',')) return false;
      skip_blanks();
    }
  }

  template <typename Predicate>
  path_set which(path_set wanted, Predicate holds) const {
    path_set chosen = 0;
    for (path_set rest = wanted; rest != 0; rest &= rest - 1) {
      const auto path = static_cast<std::size_t>(std::countr_zero(rest));
      if (holds(*paths_[path])) chosen |= path_set{1} << path;
    }
    return chosen;
  }
  // An object or an array is no scalar.
  bool ends_here(std::size_t depth, path_set wanted) const {
    return which(wanted, [&](const json_path& path) { return path.size() == depth; }) != 0;
  }
  path_set led_by(std::string_view name, std::size_t depth, path_set wanted) const {
    return which(wanted, [&](const json_path& path) { return path[depth] == name; });
  }
  path_set led_by(std::size_t index, std::size_t depth, path_set wanted) const {
    return which(wanted, [&](const json_path& path) {
      std::size_t number = 0;
      const char* const end = path[depth].data() + path[depth].size();
      const auto [stop, problem] = std::from_chars(path[depth].data(), end, number);
      return problem == std::errc{} && stop == end && number == index;
    });
  }

  // False where a path goes on below a scalar, or where the text is not the value itself.
  bool deliver(std::string_view scalar, std::size_t depth, path_set wanted) {
    const path_set here =
        which(wanted, [&](const json_path& path) { return path.size() == depth; });
    if (here != wanted || (here != 0 && is_escaped_)) return false;
    for (path_set rest = here; rest != 0; rest &= rest - 1) {
      found_[static_cast<std::size_t>(std::countr_zero(rest))] = scalar;
    }
    return here == 0 || !is_null_;
  }

  bool read_scalar(std::string_view& out) {
    is_escaped_ = false;
    is_null_ = *at_ == 'n';
    switch (*at_) {
      case '"':
        return string(out);
      case 't':
        return word("true", out);
      case 'f':
        return word("false", out);
      case 'n':
        return word("null", out);
      default:
        return number(out);
    }
  }

  bool word(std::string_view wanted, std::string_view& out) {
    out = {at_, std::min(wanted.size(), static_cast<std::size_t>(end_ - at_))};
    at_ += out.size();
    return out == wanted;
  }

  // RFC 8259 section 6. Exponents are left to the parser, which knows the range.
  bool number(std::string_view& out) {
    constexpr std::size_t surely_in_range = 300;
    const char* const begin = at_;
    take('-');
    const bool zero = take('0');
    if (!zero && !digits()) return false;
    if (take('.') && !digits()) return false;
    out = {begin, static_cast<std::size_t>(at_ - begin)};
    const bool ends = at_ == end_ || (*at_ != 'e' && *at_ != 'E' && !is_digit(*at_));
    return ends && out.size() < surely_in_range;
  }
  bool digits() {
    const char* const begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != begin;
  }

  // Between its quotes.
  bool string(std::string_view& out) {
    const char* const begin = ++at_;
    unsigned char bits = 0;
    is_escaped_ = false;
    for (; at_ != end_; ++at_) {
      const auto byte = static_cast<unsigned char>(*at_);
      bits |= byte;
      if (byte == '"') break;
      if (byte < ' ') return false;
      if (byte != '\\') continue;
      is_escaped_ = true;
      if (!skip_escape()) return false;
    }
    if (at_ == end_) return false;
    out = {begin, static_cast<std::size_t>(at_++ - begin)};
    return bits < 0x80 || protocol::is_valid_utf8(out);
  }

  // Leaves off at its last character. Pairs of surrogates are left to the parser.
  bool skip_escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    if (++at_ == end_) return false;
    if (*at_ != 'u') return letters.find(*at_) != letters.npos;
    if (end_ - at_ < 5) return false;
    const std::string_view code(at_ + 1, 4);
    at_ += 4;
    const bool is_surrogate = (code[0] == 'd' || code[0] == 'D') && code[1] > '7';
    return std::ranges::all_of(code, is_hex) && !is_surrogate;
  }

  bool take(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ != end_ && is_blank(*at_)) ++at_;
  }

  const char* at_;
  const char* end_;
  std::span<const json_path* const> paths_;
  std::span<std::string_view> found_;
  // Of the scalar that was read last.
  bool is_escaped_ = false;
  bool is_null_ = false;
};

}  // namespace

bool find_scalars(std::string_view text, std::span<const json_path* const> paths,
                  std::span<std::string_view> found) {
  return finder(text, paths, found).run();
}

}  // namespace ipaas::mqtt::config
