// The configuration documents of other systems, as a connection, as an operation and in requests.
#include <array>

#include "config/parse.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;

void check(const std::vector<error>& list, std::string_view prefix) {
  for (const error& each : list) {
    claim(each.field.starts_with(prefix), "a field is one of the document", each.field);
    claim(!each.description.empty(), "a mistake has a text");
  }
}

template <typename Settings>
void check(const config::parsed<Settings>& read, const config::parsed<Settings>& again,
           std::string_view prefix) {
  check(read.errors, prefix);
  check(read.warnings, prefix);
  claim(read.errors.size() == again.errors.size(), "it reads the same twice");
}

void check_parts(std::string_view document) {
  check(config::parse_connection(document, "/connection"),
        config::parse_connection(document, "/connection"), "/connection");
  check(config::parse_consumer(document, "/parameters"),
        config::parse_consumer(document, "/parameters"), "/parameters");
  check(config::parse_producer(document, "/parameters"),
        config::parse_producer(document, "/parameters"), "/parameters");
}

void check_request(std::string_view document) {
  const std::string report = config::validation_report(request_with(document));
  if (!config::parse_connection(document).errors.empty()) return;
  claim(report.starts_with(R"({"valid":true)"), "a request is as right as its parts", report);
}

struct frame {
  std::string_view before;
  std::string_view behind;
};
// Documents of each system around the input, with secrets that are wrong.
constexpr std::array frames{
    frame{R"({"mqtt":{)", R"(,"password":["cAnArY7xcAnArY7x"]}})"},
    frame{R"({"mqtt":{)", R"(,"privateKeyRaw":"cAnArY7xcAnArY7x"}})"},
    frame{R"({"connectorId":"actility-mqtt","configuration":{)",
          R"(,"password":{"x":"cAnArY7xcAnArY7x"}}})"},
    frame{R"({"connectorId":"actility-mqtt","configuration":{)",
          R"(,"privateKey":"cAnArY7xcAnArY7x"}})"},
    frame{R"({"Broker URL":"a:1",)", R"(,"Password":["cAnArY7xcAnArY7x"]})"},
    frame{R"({"host":"iot.actorcloud.io",)", R"(,"deviceKey":["cAnArY7xcAnArY7x"]})"},
};

void check_secrets(std::string_view members, unsigned which) {
  if (holds(members, canary)) return;
  const frame& around = frames[which % frames.size()];
  std::string document(around.before);
  document.append(members).append(around.behind);
  const std::string report = config::validation_report(request_with(document));
  claim(!holds(report, canary), "a report repeats no secret", report);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const std::string_view document = from.rest();
  switch (what % 4) {
    case 0:
      check_parts(document);
      break;
    case 1:
      check_request(document);
      break;
    case 2:
      config::validation_report(document);
      break;
    default:
      check_secrets(document, what / 4);
      break;
  }
  return 0;
}
