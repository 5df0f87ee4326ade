// Secrets do not stay in memory: not after the close, not where something was refused, and while a
// connection is up in no more copies than it has a use for.
#include <gtest/gtest.h>
#include <signal.h>

#include "harness/child_process.h"
#include "harness/flow.h"
#include "harness/http_proxy.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "harness/process_memory.h"
#include "harness/reserved_port.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {
namespace {

// Twenty-four characters out of the middle of each line of a PEM text's body.
std::vector<std::string> pieces_of(const std::string& pem) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < pem.size();) {
    const std::size_t end = std::min(pem.find('\n', at), pem.size());
    const std::string line = pem.substr(at, end - at);
    at = end + 1;
    if (line.size() >= 40 && line.find("-----") == line.npos) pieces.push_back(line.substr(14, 24));
  }
  return pieces;
}

constexpr const char* password = "canary-password-7gZ2kQx9-of-the-broker";
constexpr const char* new_password = "canary-password-W3nTq81c-of-the-broker";
constexpr const char* header = "Bearer canary-header-Pd5vLm40-of-a-gateway";
constexpr const char* proxy_password = "canary-proxy-Jb6yRs72-password";
constexpr const char* shared_key = "Y2FuYXJ5LXNoYXJlZC1hY2Nlc3Mta2V5LU5oM2NYdzg1";
constexpr const char* shared_key_decoded = "canary-shared-access-key-Nh3cXw85";

// The settings that the connection goes by, and the document that an update begins with.
constexpr std::size_t most_copies = 2;

class secrets : public testing::Test {
 protected:
  void step(const std::string& what, const std::string& document = " ") {
    const std::string name = std::to_string(command_.size());
    command_.push_back(what);
    command_.push_back(folder_.write(name, document).string());
  }
  void connection_step(const std::string& what, const json_object& settings) {
    step(what, json_object().json("connection", settings.str()).str());
  }
  void start() {
    // The loader, where it binds a call late, saves the vector registers on the stack, and with
    // them what was copied last.
    std::vector<std::string> command{"/usr/bin/env", "LD_BIND_NOW=1",
                                     harness::program_path("ipaas-secrets-process")};
    command.insert(command.end(), command_.begin(), command_.end());
    process_.emplace(command);
  }
  void expect_outcome(const char* outcome) {
    EXPECT_EQ(process_->read_line().value_or("nothing"), outcome);
  }
  void go_on() { ::kill(process_->pid(), SIGUSR1); }

  void expect_none(const std::vector<std::string>& needles) {
    const auto counts = count_in_memory(process_->pid(), needles);
    for (std::size_t i = 0; i < needles.size(); ++i) EXPECT_EQ(counts[i], 0) << needles[i];
  }
  void expect_few(const std::vector<std::string>& needles) {
    const auto counts = count_in_memory(process_->pid(), needles);
    for (std::size_t i = 0; i < needles.size(); ++i) {
      EXPECT_GE(counts[i], 1U) << needles[i];  // or the search is blind
      EXPECT_LE(counts[i], most_copies) << needles[i];
    }
  }
  // Opens, with this outcome, looks, closes, and looks again.
  void expect_wiped(const json_object& settings, const std::vector<std::string>& needles,
                    const char* outcome = "up") {
    step("open", settings.str());
    step("close");
    start();
    expect_outcome(outcome);
    expect_few(needles);
    go_on();
    expect_outcome("done");
    expect_none(needles);
    go_on();
  }

  temporary_folder folder_;
  std::vector<std::string> command_;
  std::optional<child_process> process_;
};

TEST_F(secrets, of_mutual_tls_with_a_password) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  auto needles = pieces_of(identities().client.key_pem());
  ASSERT_GE(needles.size(), 2U);
  needles.emplace_back(password);
  expect_wiped(
      with_client_certificate(connection_settings(broker.url(entrance::mutual_tls), "secretive"))
          .text("username", "anna")
          .text("password", password),
      needles);
}

TEST_F(secrets, of_mqtt_5_over_plain_tcp) {
  mosquitto_broker broker;
  expect_wiped(connection_settings(broker.url(entrance::tcp), "secretive")
                   .text("mqttVersion", "5")
                   .text("username", "anna")
                   .text("password", password),
               {password});
}

TEST_F(secrets, of_an_encrypted_key) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const std::string pem = identities().client.key().pem(key_form::pkcs8, password);
  auto needles = pieces_of(pem);
  needles.emplace_back(password);
  expect_wiped(connection_settings(broker.url(entrance::mutual_tls), "secretive")
                   .text("clientCertificate", identities().client.chain_pem())
                   .text("clientKey", pem)
                   .text("clientKeyPassword", password),
               needles);
}

TEST_F(secrets, of_a_key_that_stands_with_its_certificate) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const identity& client = identities().client;
  expect_wiped(connection_settings(broker.url(entrance::mutual_tls), "secretive")
                   .text("clientCertificate", client.chain_pem() + client.key_pem()),
               pieces_of(client.key_pem()));
}

TEST_F(secrets, of_an_rsa_key_in_a_file) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const identity client =
      identities().authority.issue({.name = "rsa client", .key = key_kind::rsa});
  const std::string path = folder_.write("client.key", client.key_pem()).string();
  step("open", connection_settings(broker.url(entrance::mutual_tls), "secretive")
                   .text("clientCertificate", client.chain_pem())
                   .text("clientKey", path)
                   .str());
  start();
  expect_outcome("up");
  expect_none(pieces_of(client.key_pem()));
}

TEST_F(secrets, of_headers_and_a_proxy_on_the_way) {
  mosquitto_broker broker({.entrances = {entrance::wss}});
  const http_proxy proxy({.user = "anna", .password = proxy_password});
  expect_wiped(connection_settings(broker.url(entrance::wss), "secretive")
                   .json("webSocketHeaders", json_object().text("Authorization", header).str())
                   .text("proxy", proxy.url(std::string("anna:") + proxy_password))
                   .text("password", password)
                   .text("username", "anna"),
               {header, proxy_password, password});
}

TEST_F(secrets, of_headers_without_tls) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  expect_wiped(connection_settings(broker.url(entrance::ws), "secretive")
                   .json("webSocketHeaders", json_object().text("Authorization", header).str()),
               {header});
}

TEST_F(secrets, of_a_shared_access_key) {
  mosquitto_broker broker({.entrances = {entrance::tls}});
  step("open", connection_settings(broker.url(entrance::tls), "secretive")
                   .text("sharedAccessKey", shared_key)
                   .str());
  step("close");
  start();
  expect_outcome("up");
  expect_few({shared_key});
  expect_none({shared_key_decoded, "SharedAccessSignature sr="});
  go_on();
  expect_outcome("done");
  expect_none({shared_key, shared_key_decoded, "SharedAccessSignature sr="});
}

TEST_F(secrets, that_an_update_has_replaced) {
  mosquitto_broker broker({.entrances = {entrance::tls}});
  step("open", connection_settings(broker.url(entrance::tls), "secretive")
                   .text("username", "anna")
                   .text("password", password)
                   .boolean("cleanSession", false)
                   .str());
  step("update", json_object().text("password", new_password).str());
  step("close");
  start();
  expect_outcome("up");
  go_on();
  expect_outcome("done");
  expect_none({password});
  expect_few({new_password});
  go_on();
  expect_outcome("done");
  expect_none({password, new_password});
}

// Right and wrong ones, looked at and tried: nothing is left of either.
TEST_F(secrets, of_what_was_only_checked_or_refused) {
  mosquitto_broker broker({.entrances = {entrance::mutual_tls}});
  const auto good =
      with_client_certificate(connection_settings(broker.url(entrance::mutual_tls), "secretive"))
          .text("username", "anna")
          .text("password", password)
          .text("proxy", std::string("http://anna:") + proxy_password + "@127.0.0.1:9")
          .json("webSocketHeaders", json_object().text("X", header).str());
  auto wrong = good;
  wrong.text("keepAlive", "never").text("sharedAccessKey", std::string("!") + shared_key);
  auto broken = wrong.str();
  broken.pop_back();
  connection_step("validate", good);
  connection_step("validate", wrong);
  step("validate", broken);
  connection_step("probe", good);
  connection_step("probe", wrong);
  step("open", wrong.str());
  step("open", broken);
  start();
  auto needles = pieces_of(identities().client.key_pem());
  for (const char* each : {password, proxy_password, header, shared_key})
    needles.emplace_back(each);
  for (const char* outcome : {"done", "done", "done", "done", "refused", "refused", "refused"}) {
    expect_outcome(outcome);
    expect_none(needles);
    go_on();
  }
}

TEST_F(secrets, of_a_connection_that_never_comes_up) {
  const reserved_port nobody;
  expect_wiped(with_client_certificate(
                   connection_settings(url_of(entrance::tls, nobody.number()), "secretive"))
                   .text("password", password)
                   .text("username", "anna")
                   .boolean("connectRetry", true),
               {password}, "down");
}

}  // namespace
}  // namespace ipaas::harness
