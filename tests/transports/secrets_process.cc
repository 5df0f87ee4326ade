// A host in a process of its own that keeps no secret, so that whatever is found in its memory is
// the plugin's. It takes its steps one after the other, tells how each ended, and waits for SIGUSR1
// before the next; meanwhile its memory can be looked at.
//
//   ipaas-secrets-process STEP FILE [STEP FILE ...]
//
// A step is validate, probe, open, update or close; the file holds its document.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <string_view>

#include "harness/flow.h"
#include "harness/plugin_under_test.h"
#include "ipaas/host_probe.hpp"
#include "ipaas/host_update.hpp"

namespace {

using ipaas::harness::deadline;
using ipaas::harness::flow;
using ipaas::harness::plugin_under_test;
namespace host = ipaas::host;

// A file's content, in pages of its own that are gone afterwards.
class document {
 public:
  explicit document(const char* path) {
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts {};
    if (file < 0 || ::fstat(file, &facts) != 0) throw std::runtime_error(path);
    size_ = static_cast<std::size_t>(facts.st_size);
    text_ = ::mmap(nullptr, size_ + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (text_ == MAP_FAILED || ::read(file, text_, size_) != facts.st_size) {
      throw std::runtime_error(path);
    }
    ::close(file);
  }
  ~document() {
    ::explicit_bzero(text_, size_);
    ::munmap(text_, size_ + 1);
  }
  document(const document&) = delete;
  document& operator=(const document&) = delete;
  std::string_view view() const { return {static_cast<const char*>(text_), size_}; }

 private:
  void* text_ = nullptr;
  std::size_t size_ = 0;
};

class secretive_host {
 public:
  void take(std::string_view step, const char* path) {
    const char* outcome = "done";
    try {
      const document text(path);
      if (step == "validate") plugin_under_test().validate(text.view());
      if (step == "probe") {
        host::connection_probe(plugin_under_test()).run(text.view(), std::chrono::seconds(10));
      }
      if (step == "open") outcome = open(text.view());
      if (step == "update") update(text.view());
    } catch (const host::failure&) {
      outcome = "refused";
    }
    if (step == "close") close();
    tell(outcome);
  }

 private:
  const char* open(std::string_view configuration) {
    connection_.emplace(plugin_under_test().open_connection(configuration));
    flow_.emplace(*connection_,
                  R"({"operation": "consumer", "parameters": {"topics": ["t"], "qos": 1}})");
    const bool up = reaches_up();
    return up ? "up" : "down";
  }
  bool reaches_up() {
    const deadline end;
    for (;;) {
      flow_->operation().wait(std::chrono::seconds(1));
      flow_->take();
      for (const auto& event : flow_->events()) {
        if (event.code == IPAAS_EVENT_UP) return true;
        if (event.code == IPAAS_EVENT_DOWN || event.code == IPAAS_EVENT_FAILED) return false;
      }
      if (end.is_over()) return false;
    }
  }
  void update(std::string_view changes) {
    flow_->events().clear();
    host::updater(plugin_under_test(), *connection_).update(changes);
    flow_->wait_until_up();
  }
  void close() {
    flow_.reset();
    if (connection_) connection_->close(std::chrono::seconds(5));
    connection_.reset();
  }
  static void tell(const char* outcome) {
    std::puts(outcome);
    std::fflush(stdout);
    sigset_t next;
    sigemptyset(&next);
    sigaddset(&next, SIGUSR1);
    int number = 0;
    sigwait(&next, &number);
  }

  std::optional<host::connection> connection_;
  std::optional<flow> flow_;
};

}  // namespace

int main(int count, char** words) {
  sigset_t next;
  sigemptyset(&next);
  sigaddset(&next, SIGUSR1);
  sigprocmask(SIG_BLOCK, &next, nullptr);
  try {
    secretive_host host;
    for (int i = 1; i + 1 < count; i += 2) host.take(words[i], words[i + 1]);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
