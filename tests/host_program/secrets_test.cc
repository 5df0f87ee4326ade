// Nothing that the program writes repeats a secret, whatever it is asked to do with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canaries.h"
#include "harness/flow.h"
#include "harness/loopback.h"
#include "harness/mosquitto_broker.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using harness::canary;
using harness::connection_settings;
using harness::json_object;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

void expect_silence(const run_result& run) {
  EXPECT_THAT(run.output, Not(Contains(HasSubstr(std::string(canary)))));
  EXPECT_THAT(run.errors, Not(Contains(HasSubstr(std::string(canary)))));
}

// Each command with these settings, at its most talkative.
void expect_silence_of_all(const json_object& settings) {
  const harness::temporary_folder folder;
  const std::string file = folder.write("connection.json", settings.str()).string();
  expect_silence(run_host({"validate", "--connection", file}));
  expect_silence(run_host({"probe", "--connection", file}));
  expect_silence(run_host({"probe", "--json", "--connection", file}));
  expect_silence(
      run_host({"consume", "--connection", file, "--param", "topics=a", "--stats-json"}));
  expect_silence(run_host({"produce", "--connection", file, "--param", "topic=a", "--stats-json"},
                          "message\n"));
  const std::string flow = folder
                               .write("flow.json", json_object()
                                                       .json("connection", settings.str())
                                                       .json("consumer", R"({"topics": ["a"]})")
                                                       .json("producer", R"({"topic": "b"})")
                                                       .str())
                               .string();
  expect_silence(run_host({"run", flow, "--stats-json"}));
}

TEST(secrets, that_are_wrong_are_not_repeated) {
  for (const auto& [key, value] : harness::wrong_canaries) {
    SCOPED_TRACE(value);
    const auto settings =
        connection_settings("wss://127.0.0.1:9/mqtt", "quiet").json(key, value).str();
    const harness::temporary_folder folder;
    const std::string file = folder.write("connection.json", settings).string();
    const auto run = run_host({"validate", "--connection", file});
    EXPECT_EQ(run.status, 2);
    expect_silence(run);
  }
}

TEST(secrets, that_are_wrong_are_not_repeated_by_any_command) {
  expect_silence_of_all(connection_settings("wss://127.0.0.1:9/mqtt", "quiet")
                            .json("password", R"({"x": "cAnArY7xcAnArY7x"})")
                            .json("clientKey", R"("cAnArY7xcAnArY7x")")
                            .json("proxy", R"("http://anna:cAnArY7xcAnArY7x")"));
}

TEST(secrets, that_a_broker_refuses_are_not_repeated) {
  const harness::mosquitto_broker broker({.users = {{"anna", "another"}}});
  expect_silence_of_all(connection_settings(broker.url(harness::entrance::tcp), "quiet")
                            .text("username", "anna")
                            .text("password", canary));
}

TEST(secrets, that_nobody_takes_are_not_repeated) {
  const std::string nobody = "127.0.0.1:" + std::to_string(harness::free_port());
  expect_silence_of_all(connection_settings("wss://" + nobody + "/mqtt", "quiet")
                            .text("username", "anna")
                            .text("sharedAccessKey", canary)
                            .text("clientCertificate", harness::identities().client.chain_pem())
                            .text("clientKey", harness::identities().client.key().pem(
                                                   harness::key_form::pkcs8, std::string(canary)))
                            .text("clientKeyPassword", canary)
                            .json("webSocketHeaders", R"({"X": "cAnArY7xcAnArY7x"})")
                            .text("proxy", "http://anna:cAnArY7xcAnArY7x@" + nobody));
}

TEST(secrets, on_the_command_line_are_not_repeated) {
  for (const auto* setting :
       {"password", "clientKey", "webSocketHeaders", "proxy", "sharedAccessKey"}) {
    expect_silence(run_host({"probe", "--set", "brokerUrl=wss://127.0.0.1:9", "--set",
                             std::string(setting) + "=" + std::string(canary)}));
  }
}

}  // namespace
}  // namespace ipaas::host_program
