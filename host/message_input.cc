#include "message_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "exit_status.h"
#include "line_reader.h"

namespace ipaas::command_line {
namespace {

// An opened file, or standard input, which stays open.
class source {
 public:
  explicit source(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw bad_configuration(path + ": " + std::strerror(errno));
  }
  ~source() {
    if (descriptor_ != STDIN_FILENO) close(descriptor_);
  }
  source(const source&) = delete;
  source& operator=(const source&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

class line_input : public message_input {
 public:
  explicit line_input(const std::string& path) : source_(path), reader_(source_.descriptor()) {}
  int fd() const override { return source_.descriptor(); }
  void read() override { reader_.read(); }
  std::optional<input_message> next() override {
    while (const auto line = reader_.next()) {
      if (auto message = to_message(*line)) return message;
    }
    finished_ = reader_.at_end();
    return std::nullopt;
  }
  bool at_end() const override { return finished_; }

 protected:
  // Nothing: the line holds no message.
  virtual std::optional<input_message> to_message(std::string_view line) {
    return input_message{std::string(line), {}, {}, {}};
  }

 private:
  source source_;
  line_reader reader_;
  bool finished_ = false;
};

class json_line_input : public line_input {
 public:
  using line_input::line_input;

 private:
  std::optional<input_message> to_message(std::string_view line) override {
    ++number_;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return std::nullopt;
    return parse_json_line(line, number_);
  }
  std::uint64_t number_ = 0;
};

class generated_input : public message_input {
 public:
  generated_input(std::uint64_t count, std::size_t size) : count_(count), size_(size) {}
  int fd() const override { return -1; }
  void read() override {}
  std::optional<input_message> next() override {
    if (at_end()) return std::nullopt;
    auto payload = std::to_string(++made_) + ' ';
    payload.resize(size_, '.');
    return input_message{std::move(payload), {}, {}, {}};
  }
  bool at_end() const override { return made_ == count_; }

 private:
  std::uint64_t count_;
  std::size_t size_;
  std::uint64_t made_ = 0;
};

}  // namespace

std::unique_ptr<message_input> open_lines(const std::string& path) {
  return std::make_unique<line_input>(path);
}

std::unique_ptr<message_input> open_json_lines(const std::string& path) {
  return std::make_unique<json_line_input>(path);
}

std::unique_ptr<message_input> generate(std::uint64_t count, std::size_t size) {
  return std::make_unique<generated_input>(count, size);
}

}  // namespace ipaas::command_line
