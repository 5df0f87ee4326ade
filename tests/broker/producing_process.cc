// A producing flow in a process of its own: submits "PREFIX0", "PREFIX1", ... and prints each
// payload once the plugin has accepted it. It ends when it is killed.
//
//   ipaas-producing-process CONNECTION-JSON REQUEST-JSON PREFIX
#include <cstdio>
#include <exception>
#include <string>

#include "harness/flow.h"
#include "harness/plugin_under_test.h"

namespace {

using ipaas::harness::flow;

void run(const char* settings, const char* request, const std::string& prefix) {
  const auto connection = ipaas::harness::plugin_under_test().open_connection(settings);
  flow work(connection, request);
  for (std::uint64_t number = 0;; ++number) {
    const std::string payload = prefix + std::to_string(number);
    work.publish(number, payload);
    if (std::puts(payload.c_str()) < 0 || std::fflush(stdout) != 0) return;
    work.take();
    work.outcomes().clear();
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  try {
    run(words[1], words[2], words[3]);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
