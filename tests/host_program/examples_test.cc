// The connections in examples/: each of them is valid, and leads to a broker.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/http_proxy.h"
#include "harness/mosquitto_broker.h"
#include "harness/paths.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using harness::entrance;
using harness::identities;

std::vector<std::filesystem::path> connection_files() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry :
       std::filesystem::directory_iterator(harness::source_path("examples/connections"))) {
    found.push_back(entry.path());
  }
  return found;
}

class example : public testing::TestWithParam<std::filesystem::path> {
 protected:
  bool has(const std::string& text) const { return text_.find(text) != text_.npos; }
  bool sets(const std::string& key) const { return has('"' + key + "\":"); }
  void replace(const std::string& key, const std::string& value) {
    options_.insert(options_.end(), {"--set", key + '=' + value});
  }
  // Real files for those that it names.
  void replace_certificates() {
    const auto& [authority, server, client] = identities();
    replace_file("serverCertificate", authority.certificate_pem());
    replace_file("clientCertificate", client.chain_pem());
    replace_file("clientKey", client.key_pem());
  }
  void replace_file(const std::string& key, const std::string& content) {
    if (sets(key)) replace(key, folder_.write(key, content).string());
  }
  entrance way() const {
    if (has("\"wss://")) return entrance::wss;
    if (has("\"tcp://")) return entrance::tcp;
    return sets("clientCertificate") ? entrance::mutual_tls : entrance::tls;
  }
  run_result run(const std::string& command) const {
    arguments all{command, "--connection", GetParam().string()};
    all.insert(all.end(), options_.begin(), options_.end());
    return run_host(all);
  }

 private:
  static std::string content_of(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
  }
  harness::temporary_folder folder_;
  std::string text_ = content_of(GetParam());
  arguments options_;
};

std::string all_of(const run_result& run) {
  std::string text = run.error_text();
  for (const auto& line : run.output) text += line + '\n';
  return text;
}

TEST_P(example, is_valid) {
  replace_certificates();
  const auto validated = run("validate");
  EXPECT_EQ(validated.status, 0) << all_of(validated);
}

TEST_P(example, leads_to_a_broker) {
  const harness::mosquitto_broker broker({.entrances = {way()}});
  const harness::http_proxy proxy({.user = "user", .password = "password"});
  replace_certificates();
  replace("brokerUrl", broker.url(way()));
  if (sets("proxy")) replace("proxy", proxy.url("user:password"));
  // The brokers of those that name none have certificates that every system knows.
  if (!sets("serverCertificate") && uses_tls(way())) {
    replace("serverCertificate", identities().authority.certificate_pem());
  }
  const auto probed = run("probe");
  EXPECT_EQ(probed.status, 0) << all_of(probed);
}

INSTANTIATE_TEST_SUITE_P(connections, example, testing::ValuesIn(connection_files()),
                         [](const auto& each) {
                           std::string name = each.param.stem().string();
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace ipaas::host_program
