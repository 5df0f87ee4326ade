// Consumes through the ABI: takes what waits, settles all of it, sleeps on the descriptor.
#include <cstdio>

#include "plugin_host.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

class consumer {
 public:
  consumer(const role_options& options, const host::connection& connection)
      : operation_(connection.open_operation(harness::consumer_request(bench_topic, options.qos))),
        descriptor_(operation_.fd()),
        work_(options.warm_up, options.messages) {}

  void run() {
    while (!work_.is_over()) {
      if (take() == 0) wait_readable(descriptor_);
      if (!verdicts_.empty()) operation_.submit(verdicts_);
      work_.done(numbers_.seen());
    }
    while (!verdicts_.empty()) operation_.submit(verdicts_);
    std::puts(work_.report().c_str());
  }

 private:
  std::size_t take() {
    return operation_.take([this](const host::record& record) {
      if (record.kind == IPAAS_KIND_EVENT) return check_event(record);
      numbers_.see(record.payload);
      verdicts_.settle(record.token, IPAAS_ACCEPT);
    });
  }

  host::operation operation_;
  int descriptor_;
  host::batch verdicts_;
  sequence_check numbers_;
  span_of_work work_;
};

}  // namespace

int consume_with_plugin(const role_options& options) {
  const host::connection connection =
      harness::plugin_under_test().open_connection(connection_settings(options, "bench").str());
  consumer(options, connection).run();
  return 0;
}

}  // namespace ipaas::bench
