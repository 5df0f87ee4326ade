#include "harness/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <utility>

#include "harness/loopback.h"

namespace ipaas::harness {
namespace {

// Between fork and exec: only what a signal handler might do, because other threads may hold locks.
[[noreturn]] void become(char* const* arguments, int output, int errors) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  execvp(arguments[0], arguments);
  _exit(127);
}

pid_t start(const std::vector<std::string>& command, int output, int errors) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw_errno("fork");
  if (pid == 0) become(arguments.data(), output, errors);
  return pid;
}

std::pair<file_descriptor, file_descriptor> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe2");
  return {file_descriptor(ends[0]), file_descriptor(ends[1])};
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

}  // namespace

child_process::child_process(const std::vector<std::string>& command, error_output errors) {
  auto [read_end, write_end] = make_pipe();
  if (errors == error_output::kept) log_ = std::make_unique<server_log>(command);
  pid_ = start(command, write_end.number(), log_ ? log_->descriptor() : -1);
  end_watch_ = file_descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  output_ = std::move(read_end);
}

child_process::~child_process() {
  if (pid_ > 0) kill();
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      status_(other.status_),
      end_watch_(std::move(other.end_watch_)),
      output_(std::move(other.output_)),
      buffer_(std::move(other.buffer_)),
      log_(std::move(other.log_)) {}

child_process& child_process::operator=(child_process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  std::swap(end_watch_, other.end_watch_);
  std::swap(output_, other.output_);
  std::swap(buffer_, other.buffer_);
  std::swap(log_, other.log_);
  return *this;
}

std::optional<std::string> child_process::read_line(const deadline& end) {
  std::size_t length = 0;
  while ((length = buffer_.find('\n')) == std::string::npos) {
    if (!read_some(output_, buffer_, end)) return std::nullopt;
  }
  std::string line = buffer_.substr(0, length);
  buffer_.erase(0, length + 1);
  return line;
}

void child_process::terminate() {
  if (!has_ended()) ::kill(pid_, SIGTERM);
}

void child_process::kill() {
  if (has_ended()) return;
  ::kill(pid_, SIGKILL);
  reap(0);
}

int child_process::wait(const deadline& end) {
  if (!status_) {
    if (!wait_readable(end_watch_.number(), end)) throw timed_out("the program does not end");
    reap(0);
  }
  return *status_;
}

bool child_process::has_ended() {
  if (!status_) reap(WNOHANG);
  return status_.has_value();
}

void child_process::reap(int options) {
  int status = 0;
  pid_t ended = -1;
  do {
    ended = waitpid(pid_, &status, options);
  } while (ended < 0 && errno == EINTR);
  if (ended == pid_) status_ = exit_code(status);
}

}  // namespace ipaas::harness
