// What a failed test shows of its servers.
#include "harness/server_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <iterator>
#include <optional>
#include <string>

#include "harness/mosquitto_broker.h"

namespace ipaas::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(server_log, shows_the_port_of_a_broker_and_what_it_said_as_long_as_it_lives) {
  std::optional<mosquitto_broker> broker(std::in_place);
  EXPECT_THAT(report_of_servers(), AllOf(HasSubstr("mosquitto.conf"),
                                         HasSubstr("port " + std::to_string(broker->port()))));
  broker.reset();
  EXPECT_THAT(report_of_servers(), IsEmpty());
}

TEST(server_log, shows_the_end_of_what_is_long) {
  const server_log log({"program", "argument"});
  const std::string lines = std::string(100'000, 'x') + "\nthe end\n";
  ASSERT_EQ(write(log.descriptor(), lines.data(), lines.size()), std::ssize(lines));
  const std::string report = log.report();
  EXPECT_LT(report.size(), 3000U);
  EXPECT_THAT(report, AllOf(HasSubstr("program argument\n"), HasSubstr("x\nthe end\n")));
}

}  // namespace
}  // namespace ipaas::harness
