// Brokers that refuse, are not there, or are none: a precise error and status 1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/json.h"
#include "harness/mosquitto_broker.h"
#include "harness/reserved_port.h"
#include "harness/scripted_broker.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

void expect_failure(const run_result& run, std::string_view code) {
  EXPECT_EQ(run.status, 1) << run.error_text();
  EXPECT_THAT(run.errors, Contains(StartsWith("ipaas-host: " + std::string(code) + ": ")))
      << run.error_text();
  EXPECT_NE(harness::number_at(run.summary(), "/consumed"), std::nullopt);
}

run_result consume_from(const std::string& url, const arguments& rest = {}) {
  auto options = with_broker("consume", url, {"--param", "topics=t", "--count", "1"});
  options.insert(options.end(), rest.begin(), rest.end());
  return run_host(options);
}

TEST(refusal, of_a_port_where_nobody_listens) {
  const harness::reserved_port nobody;
  const std::string url = nobody.address();
  expect_failure(consume_from(url), "MQTT:CONNECT_REFUSED");
  const auto run = run_host(with_broker("produce", url, {"--param", "topic=t"}), "x\n");
  expect_failure(run, "MQTT:CONNECT_REFUSED");
}

// The broadcast address of the loopback network: the system refuses it without a packet.
TEST(refusal, of_an_address_that_cannot_be_reached) {
  const auto run = consume_from("127.255.255.255:1883", {"--set", "connectTimeout=5s"});
  EXPECT_EQ(run.status, 1) << run.error_text();
  EXPECT_THAT(run.errors, Contains(StartsWith("ipaas-host: MQTT:CONNECT_")));
}

TEST(refusal, of_a_wrong_password) {
  const harness::mosquitto_broker broker({.users = {{"anna", "right"}}});
  const auto run =
      consume_from(broker.url(), {"--set", "username=anna", "--set", "password=wr-ong-canary"});
  EXPECT_EQ(run.status, 1) << run.error_text();
  EXPECT_THAT(run.errors, Contains(testing::AnyOf(HasSubstr("MQTT:BAD_CREDENTIALS"),
                                                  HasSubstr("MQTT:NOT_AUTHORIZED"))));
  EXPECT_THAT(run.error_text(), testing::Not(HasSubstr("wr-ong-canary")));
}

TEST(refusal, of_a_connection_by_its_code) {
  harness::scripted_broker server([](harness::listener& door) {
    auto client = door.accept();
    client.take(harness::wire::type::connect);
    client.send(harness::wire::connack(harness::wire::version::v3_1_1, 4));
    client.wait_for_close();
  });
  expect_failure(consume_from(server.url()), "MQTT:BAD_CREDENTIALS");
  server.finish();
}

TEST(refusal, of_a_subscription) {
  harness::scripted_broker server([](harness::listener& door) {
    auto client = door.accept();
    client.accept_session(harness::wire::version::v3_1_1);
    const auto subscribe = client.take(harness::wire::type::subscribe);
    client.send(std::string("\x90\x03") + subscribe.substr(2, 2) + "\x80");
    client.wait_for_close();
  });
  expect_failure(consume_from(server.url()), "MQTT:SUBSCRIBE_REJECTED");
  server.finish();
}

TEST(refusal, of_a_server_that_speaks_something_else) {
  harness::scripted_broker server([](harness::listener& door) {
    auto client = door.accept();
    client.send("SSH-2.0-OpenSSH_9.2\r\n");
    client.wait_for_close();
  });
  expect_failure(consume_from(server.url()), "MQTT:PROTOCOL_ERROR");
  server.finish();
}

TEST(refusal, of_garbage_after_a_good_start) {
  harness::scripted_broker server([](harness::listener& door) {
    auto client = door.accept();
    client.accept_session(harness::wire::version::v3_1_1);
    client.grant_subscription(harness::wire::version::v3_1_1);
    client.send(std::string("\x36\x03\x00\x01\x61", 5));  // QoS 3
    client.wait_for_close();
  });
  expect_failure(consume_from(server.url()), "MQTT:PROTOCOL_ERROR");
  server.finish();
}

TEST(refusal, of_a_server_that_never_answers) {
  harness::scripted_broker server([](harness::listener& door) { door.accept().wait_for_close(); });
  expect_failure(consume_from(server.url(), {"--set", "connectTimeout=1s"}),
                 "MQTT:CONNECT_TIMEOUT");
  server.finish();
}

}  // namespace
}  // namespace ipaas::host_program
