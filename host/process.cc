#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "signals.h"

namespace ipaas::command_line {
namespace {

// Between fork and exec: only what is allowed in the child of a process with threads.
[[noreturn]] void become(char* const* arguments, const char* log, pid_t parent) {
  setpgid(0, 0);
  // The last resort, when this program is killed: a broker that has just begun overhears SIGTERM.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it died before it could be watched
  restore_default_signals();
  const int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

process::process(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> pointers;
  for (const auto& each : arguments) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child_ == 0) become(pointers.data(), log.c_str(), parent);
}

process::~process() { end(milliseconds(2000)); }

void process::end(milliseconds patience) {
  if (child_ < 0) return;
  kill(child_, SIGTERM);
  if (wait_until(clock::now() + patience)) return;
  kill(child_, SIGKILL);
  wait_until(never);
}

bool process::runs() { return child_ > 0 && !wait_until(clock::now()); }

// True when the child has ended; it is then forgotten.
bool process::wait_until(time_point deadline) {
  for (;;) {
    const bool final_wait = deadline == never;
    const pid_t ended = waitpid(child_, nullptr, final_wait ? 0 : WNOHANG);
    if (ended == child_ || (ended < 0 && errno == ECHILD)) {
      child_ = -1;
      return true;
    }
    if (clock::now() >= deadline) return false;
    poll(nullptr, 0, 5);
  }
}

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) +
                             ":/usr/local/sbin:/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (folder.empty()) continue;
    folder.append("/").append(name);
    if (access(folder.c_str(), X_OK) == 0) return folder;
  }
  return std::nullopt;
}

}  // namespace ipaas::command_line
