// A flow in a process of its own. It ends when it is killed, or its standard output is closed.
//
//   ipaas-flow-process accept|hold|leave_... CONNECTION-JSON REQUEST-JSON
//   ipaas-flow-process produce CONNECTION-JSON REQUEST-JSON FIRST COUNT
//
// A consuming one prints "up", then each payload as it processes it, one a line. "accept" settles a
// message after its line was written; "hold" never settles. A producing one publishes the numbers
// from FIRST on, prints "submitted" when the plugin has them all, and each number whose success was
// reported; "failed" and the number for the others. Those that leave return from main without
// closing anything: while connecting, once up, or with a message in hand.
#include <cstdio>
#include <exception>
#include <string>

#include "harness/flow.h"
#include "harness/plugin_under_test.h"

namespace {

using ipaas::harness::deadline;
using ipaas::harness::flow;
using ipaas::harness::flow_message;
using ipaas::harness::flow_outcome;
namespace host = ipaas::host;

bool print(const std::string& line) {
  return std::puts(line.c_str()) >= 0 && std::fflush(stdout) == 0;
}

void consume(const std::string& mode, const host::connection& connection, const char* request) {
  flow work(connection, request);
  work.wait_until_up();
  print("up");
  for (;;) {
    const flow_message message = work.next_message(deadline(std::chrono::hours(1)));
    if (!print(message.payload)) return;
    if (mode == "accept") work.accept(message);
  }
}

void produce(const host::connection& connection, char** words) {
  flow work(connection, words[0]);
  const std::uint64_t first = std::stoul(words[1]);
  const std::uint64_t count = std::stoul(words[2]);
  host::batch records;
  for (std::uint64_t number = first; number < first + count; ++number) {
    records.publish(number, std::to_string(number));
  }
  work.submit(records);
  print("submitted");
  for (;;) {
    const flow_outcome outcome = work.next_outcome(deadline(std::chrono::hours(1)));
    const std::string number = std::to_string(outcome.token);
    if (!print(outcome.code == IPAAS_SUCCEEDED ? number : "failed " + number)) return;
  }
}

// Static, so that nothing closes them and no leak is seen in them.
void leave(const std::string& mode, host::connection opened, const char* request) {
  static auto* const connection = new host::connection(std::move(opened));
  static auto* const work = new flow(*connection, request);
  if (mode != "leave_connecting") work->wait_until_up();
  if (mode == "leave_holding") work->next_message();
}

void run(const std::string& mode, char** words) {
  auto connection = ipaas::harness::plugin_under_test().open_connection(words[0]);
  if (mode == "produce") {
    produce(connection, words + 1);
  } else if (mode.starts_with("leave")) {
    leave(mode, std::move(connection), words[1]);
  } else {
    consume(mode, connection, words[1]);
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string mode = count > 1 ? words[1] : "";
  if (count != (mode == "produce" ? 6 : 4)) return 2;
  try {
    run(mode, words + 2);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
