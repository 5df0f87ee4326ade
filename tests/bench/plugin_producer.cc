// Publishes through the ABI: keeps a window of messages submitted, takes their outcomes.
#include <algorithm>
#include <cstdio>

#include "harness/temporary_folder.h"
#include "plugin_host.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

constexpr std::size_t batch_messages = 256;
constexpr std::size_t batch_bytes = std::size_t{1} << 20;
constexpr std::size_t window_bytes = std::size_t{1} << 20;

class producer {
 public:
  producer(const role_options& options, const host::connection& connection)
      : options_(options),
        operation_(connection.open_operation(harness::producer_request(bench_topic, options.qos))),
        descriptor_(operation_.fd()),
        window_(std::clamp<std::uint64_t>(window_bytes / options.size, 16, 4096)),
        payload_(options.size, 'x'),
        work_(options.warm_up, options.messages) {}

  void run() {
    wait_until_up(operation_);
    while (!work_.is_over()) {
      fill();
      const bool all_went = batch_.empty() || operation_.submit(batch_);
      if (take() == 0 && (!all_went || sent_ - done_ >= window_ || sent_ == options_.messages)) {
        wait_readable(descriptor_);
      }
      work_.done(done_);
    }
    std::puts(work_.report().c_str());
  }

 private:
  void fill() {
    if (!batch_.empty()) return;  // what the queue had no room for goes first
    const std::uint64_t limit =
        std::min({options_.messages, done_ + window_, sent_ + batch_messages,
                  sent_ + std::max<std::uint64_t>(1, batch_bytes / options_.size)});
    for (; sent_ < limit; ++sent_) {
      put_number(payload_.data(), sent_);
      batch_.publish(sent_, payload_);
    }
  }

  std::size_t take() {
    return operation_.take([this](const host::record& record) {
      if (record.kind == IPAAS_KIND_EVENT) return check_event(record);
      if (record.code != IPAAS_SUCCEEDED || record.token != done_) {
        throw std::runtime_error("outcome " + std::to_string(record.code) + " of message " +
                                 std::to_string(record.token) + " where " + std::to_string(done_) +
                                 " was due: " + std::string(record.error));
      }
      ++done_;
    });
  }

  const role_options& options_;
  host::operation operation_;
  int descriptor_;
  std::uint64_t window_;
  std::string payload_;
  host::batch batch_;
  span_of_work work_;
  std::uint64_t sent_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

int produce_with_plugin(const role_options& options) {
  const host::connection connection =
      harness::plugin_under_test().open_connection(connection_settings(options, "bench").str());
  producer(options, connection).run();
  return 0;
}

int produce_kept_with_plugin(const role_options& options) {
  const harness::temporary_folder folder;
  const host::connection connection = harness::plugin_under_test().open_connection(
      connection_settings(options, "bench").text("stateDirectory", folder.path().string()).str());
  producer(options, connection).run();
  return 0;
}

}  // namespace ipaas::bench
