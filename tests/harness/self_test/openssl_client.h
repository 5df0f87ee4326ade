// `openssl s_client` towards a server of a test, with the tests' client certificate.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/child_process.h"
#include "harness/temporary_folder.h"
#include "harness/test_identities.h"

namespace ipaas::harness {

class openssl_client {
 public:
  explicit openssl_client(std::uint16_t port, const std::vector<std::string>& more = {},
                          const std::string& request = {}) {
    const auto file = [this](const char* name, const std::string& content) {
      return folder_.write(name, content).string();
    };
    // A shell, because a child's standard input is nobody's here.
    std::vector<std::string> command{
        "sh", "-c", "exec openssl s_client \"$@\" < " + file("request", request), "sh"};
    for (const std::string& argument :
         {std::string("-connect"), "127.0.0.1:" + std::to_string(port), std::string("-CAfile"),
          file("ca", identities().authority.certificate_pem()), std::string("-cert"),
          file("cert", identities().client.chain_pem()), std::string("-key"),
          file("key", identities().client.key_pem()), std::string("-verify_return_error")}) {
      command.push_back(argument);
    }
    command.insert(command.end(), more.begin(), more.end());
    process_.emplace(command, child_process::error_output::kept);
  }
  std::string first_line() { return process_->read_line().value_or(""); }
  // Whether it prints a line that holds this.
  bool says(std::string_view words) {
    while (const auto line = process_->read_line()) {
      if (line->find(words) != std::string::npos) return true;
    }
    return false;
  }

 private:
  temporary_folder folder_;
  std::optional<child_process> process_;
};

}  // namespace ipaas::harness
