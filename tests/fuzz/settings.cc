// The documents of connections, Consumers and Producers, whole requests, and updates.
#include <array>

#include "config/connection_update.h"
#include "config/parse.h"
#include "config/probe_request.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;

// Every mistake stands below the prefix, has a text, and is not listed without end.
void check(const std::vector<error>& list, std::string_view prefix) {
  claim(list.size() <= 101, "at most 100 mistakes are listed");
  for (const error& each : list) {
    claim(each.field.starts_with(prefix), "a field begins with the prefix", each.field);
    claim(each.field.empty() || each.field.front() == '/', "a field is a pointer", each.field);
    claim(!each.description.empty(), "a mistake has a text");
  }
}

template <typename Settings>
void check(const config::parsed<Settings>& read, std::string_view prefix) {
  check(read.errors, prefix);
  check(read.warnings, prefix);
}

bool is_valid(const std::string& report) { return report.starts_with(R"({"valid":true)"); }

// What is right alone is right within a request.
void check_request(std::string_view document) {
  const auto read = config::parse_connection(document, "/connection");
  check(read, "/connection");
  const std::string report = config::validation_report(request_with(document));
  if (read.errors.empty()) claim(is_valid(report), "a request is as right as its parts", report);
}

// No secret is repeated, however wrong it is.
void check_secrets(std::string_view document, unsigned which) {
  const auto end = document.rfind('}');
  if (end == std::string_view::npos || holds(document, canary)) return;
  static const std::array<std::string, 6> secrets{
      R"("password":["cAnArY7xcAnArY7x"])",
      R"("clientKey":"cAnArY7xcAnArY7x")",
      R"("proxy":"http://anna:cAnArY7xcAnArY7x@")",
      R"("webSocketHeaders":{"X":"cAnArY7xcAnArY7x\n"})",
      R"("sharedAccessKey":"cAnArY7xcAnArY7x=")",
      R"("clientKeyPassword":{"x":"cAnArY7xcAnArY7x"})",
  };
  std::string with(document.substr(0, end));
  if (with.find_first_not_of(" \t\r\n{") != std::string::npos) with += ',';
  with += secrets[which % secrets.size()];
  with += which / secrets.size() % 2 == 0 ? "}" : R"(,"language":"zh"})";
  const std::string report = config::validation_report(request_with(with));
  claim(!holds(report, canary), "a report repeats no secret", report);
}

void check_update(std::string_view changes) {
  static const secret_text document(
      R"({"brokerUrl":"wss://a:1/mqtt","clientId":"c","username":"u","password":"p"})");
  const auto updated = config::update_connection(document, changes);
  check(updated.result, "");
  if (!updated.result.errors.empty()) return;
  const auto again = config::parse_connection(updated.document.view());
  claim(again.errors.empty(), "an updated document can be read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const std::string_view document = from.rest();
  switch (what % 8) {
    case 0:
      check(config::parse_consumer(document, "/parameters"), "/parameters");
      break;
    case 1:
      check(config::parse_producer(document, "/parameters"), "/parameters");
      break;
    case 2:
      config::validation_report(document);
      break;
    case 3:
      check(config::parse_operation_request(document, protocol::version::v5).errors, "");
      break;
    case 4:
      check(config::parse_probe_request(document), "");
      break;
    case 5:
      check_update(document);
      break;
    case 6:
      check_secrets(document, what / 8);
      break;
    default:
      check_request(document);
      break;
  }
  return 0;
}
