// The disk of a state directory is full: what cannot be kept is refused, what was accepted is kept.
// A limit of the process stands for the disk.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "faults/settings.h"
#include "harness/loopback.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {
namespace {

class full_disk : public testing::Test {
 protected:
  full_disk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) { ::getrlimit(RLIMIT_FSIZE, &before_); }
  ~full_disk() override {
    room(before_.rlim_cur);
    std::signal(SIGXFSZ, handler_);
  }
  void room(rlim_t bytes) const {
    const rlimit wanted{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &wanted);
  }
  static void wait_for_warning(flow& of, std::string_view code) {
    while (text_at(of.wait_for_event(IPAAS_EVENT_WARNING).attribute, "/code") != code) continue;
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_F(full_disk, refuses_what_it_cannot_keep_and_says_so) {
  const temporary_folder folder;
  const auto connection =
      plugin_under_test().open_connection(connection_settings("127.0.0.1:1", "full")
                                              .boolean("cleanSession", false)
                                              .boolean("connectRetry", true)
                                              .text("stateDirectory", folder.path().string())
                                              .str());
  flow producer(connection, producer_request("t", 1));
  producer.publish(1, "small");
  room(100'000);
  try {
    producer.publish(2, std::string(200'000, 'x'));
    FAIL() << "it was accepted";
  } catch (const host::failure& refused) {
    EXPECT_EQ(refused.status(), IPAAS_NO_RESOURCES);
    EXPECT_EQ(text_at(refused.details(), "/Code"), "CORE:RESOURCE");
    EXPECT_EQ(text_at(refused.details(), "/Field"), "/stateDirectory");
  }
  wait_for_warning(producer, "CORE:RESOURCE");
  room(RLIM_INFINITY);
  producer.publish(2, std::string(200'000, 'x'));
  wait_for_warning(producer, "MQTT:DISK_RECOVERED");
  producer.stop(milliseconds(0));
  ASSERT_EQ(producer.outcomes().size(), 2U);
  for (const flow_outcome& each : producer.outcomes()) EXPECT_EQ(each.code, IPAAS_KEPT);
}

}  // namespace
}  // namespace ipaas::harness
