// Two hundred lives of a connection in one process, against a port that refuses.
#include <gtest/gtest.h>

#include "abi/process_state.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

constexpr int rounds = 200;

class cycles : public each_plugin {
 protected:
  // Nothing may pile up: after all rounds there are as many threads and descriptors as before.
  template <typename Round>
  void repeat(Round round) {
    const auto threads = threads_to_begin_with();
    const auto descriptors = open_descriptors();
    for (int i = 0; i < rounds; ++i) round(i);
    EXPECT_TRUE(holds_in_time([&] { return running_threads() == threads; }));
    EXPECT_EQ(open_descriptors(), descriptors);
  }
  host::plugin loaded_{GetParam().path};
};

TEST_P(cycles, open_stop_close_in_order) {
  repeat([&](int) {
    auto connection = loaded_.open_connection(settings());
    auto operation = connection.open_operation(GetParam().consumer);
    stop_and_drain(operation);
    operation.close();
    connection.close(patience);
  });
}

// Whatever the plugin is just doing: the number of the round decides how far the host goes.
TEST_P(cycles, close_at_any_moment) {
  repeat([&](int round) {
    auto connection = loaded_.open_connection(settings());
    if (round % 4 == 0) return;
    auto operation = connection.open_operation(GetParam().producer);
    if (round % 4 == 1) return;
    host::batch message;
    message.publish(1, "text");
    operation.submit(message);
    if (round % 4 == 2) return;
    operation.stop(std::chrono::seconds(1));
  });
}

IPAAS_FOR_EACH_PLUGIN(cycles);

}  // namespace
}  // namespace ipaas::abi_test
