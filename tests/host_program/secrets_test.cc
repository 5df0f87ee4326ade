// Nothing that the program writes repeats a secret, whatever it is asked to do with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canaries.h"
#include "harness/flow.h"
#include "harness/mosquitto_broker.h"
#include "harness/reserved_port.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using harness::canary;
using harness::connection_settings;
using harness::json_object;

void expect_silence(const run_result& run) {
  for (const auto* lines : {&run.output, &run.errors}) {
    for (const std::string& line : *lines) {
      EXPECT_EQ(harness::canary_form_in(line), "") << line;
    }
  }
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
  expect_silence(run_host({"describe"}));
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

// One that the manifest calls a secret, or that people take for a place of one.
class secret_of_the_manifest : public testing::TestWithParam<std::string> {};

TEST_P(secret_of_the_manifest, is_repeated_by_no_command) {
  const auto values = harness::canary_values(GetParam());
  for (const std::string& value : {values.front(), values[values.size() / 2], values.back()}) {
    SCOPED_TRACE(value);
    expect_silence_of_all(harness::settings_with(GetParam(), value));
  }
}

TEST_P(secret_of_the_manifest, is_not_repeated_where_it_is_checked) {
  for (const std::string& value : harness::canary_values(GetParam())) {
    SCOPED_TRACE(value);
    const harness::temporary_folder folder;
    const std::string file =
        folder.write("connection.json", harness::settings_with(GetParam(), value).str()).string();
    expect_silence(run_host({"validate", "--connection", file}));
  }
}

TEST_P(secret_of_the_manifest, is_repeated_by_no_command_that_it_is_given_to) {
  for (const char* command : {"validate", "probe"}) {
    expect_silence(run_host({command, "--set", "brokerUrl=wss://127.0.0.1:9", "--set",
                             GetParam() + "=x:" + std::string(canary) + "@"}));
  }
}

INSTANTIATE_TEST_SUITE_P(each, secret_of_the_manifest,
                         testing::ValuesIn(harness::secret_settings()));

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
  const harness::reserved_port nobody;
  expect_silence_of_all(connection_settings("wss://" + nobody.address() + "/mqtt", "quiet")
                            .text("username", "anna")
                            .text("sharedAccessKey", canary)
                            .text("clientCertificate", harness::identities().client.chain_pem())
                            .text("clientKey", harness::identities().client.key().pem(
                                                   harness::key_form::pkcs8, std::string(canary)))
                            .text("clientKeyPassword", canary)
                            .json("webSocketHeaders", R"({"X": "cAnArY7xcAnArY7x"})")
                            .text("proxy", "http://anna:cAnArY7xcAnArY7x@" + nobody.address()));
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
