// A consuming flow in a process of its own: prints "up", then each payload as it processes it, one
// a line. It ends when it is killed, or its standard output is closed.
//
//   ipaas-flow-process accept|hold|leave_... CONNECTION-JSON REQUEST-JSON
//
// "accept" settles a message after its line was written; "hold" never settles. The others return
// from main without closing anything: while connecting, once up, or with a message in hand.
#include <cstdio>
#include <exception>
#include <string>

#include "harness/flow.h"
#include "harness/plugin_under_test.h"

namespace {

using ipaas::harness::deadline;
using ipaas::harness::flow;
using ipaas::harness::flow_message;

bool print(const std::string& line) {
  return std::puts(line.c_str()) >= 0 && std::fflush(stdout) == 0;
}

void run(const std::string& mode, const char* settings, const char* request) {
  const auto connection = ipaas::harness::plugin_under_test().open_connection(settings);
  flow work(connection, request);
  work.wait_until_up();
  print("up");
  for (;;) {
    const flow_message message = work.next_message(deadline(std::chrono::hours(1)));
    if (!print(message.payload)) return;
    if (mode == "accept") work.accept(message);
  }
}

// Static, so that nothing closes them and no leak is seen in them.
void leave(const std::string& mode, const char* settings, const char* request) {
  static auto* const connection =
      new ipaas::host::connection(ipaas::harness::plugin_under_test().open_connection(settings));
  static auto* const work = new flow(*connection, request);
  if (mode != "leave_connecting") work->wait_until_up();
  if (mode == "leave_holding") work->next_message();
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  try {
    const std::string mode = words[1];
    (mode.starts_with("leave") ? leave : run)(mode, words[2], words[3]);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
