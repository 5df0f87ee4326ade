// Base64, the tokens that are signed with it, and JSON strings.
#include <chrono>

#include "fuzzing.h"
#include "message/base64.h"
#include "message/json_text.h"
#include "protocol/topic.h"
#include "transport/sas_token.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;

void check_base64(std::string_view text) {
  if (const auto bytes = from_base64(text)) {
    claim(to_base64(*bytes) == text, "base64 reads back", text);
  }
  claim(from_base64(to_base64(text)) == std::string(text), "bytes read back", text);
}

void check_token(std::string_view key, std::string_view client_id) {
  config::sas_settings settings;
  const std::string encoded = to_base64(key);
  settings.key = secret_text(std::string_view(encoded));
  const std::string resource = transport::sas_resource("hub.example", client_id);
  const std::string token(transport::sas_token(settings, resource,
                                               std::chrono::system_clock::time_point(
                                                   std::chrono::seconds(1'800'000'000)))
                              .view());
  claim(token.starts_with("SharedAccessSignature sr="), "a token has its scheme", token);
  claim(token.find_first_of("\r\n\"") == token.npos, "a token is one line", token);
  claim(token.ends_with("&se=1800000000") || holds(token, "&se=1800000000&"), "it ends", token);
  // The resource is the input's, and may spell the key.
  const std::string behind_resource = token.substr(token.find("&sig="));
  if (encoded.size() > 16) claim(!holds(behind_resource, encoded), "it holds no key", token);
}

void check_json(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  claim(protocol::is_valid_utf8(json), "a JSON string is UTF-8", json);
  for (const char c : json) claim(static_cast<unsigned char>(c) >= 0x20, "no control", json);
  claim(json.size() >= 2 && json.front() == '"' && json.back() == '"', "it has quotes", json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const std::string_view first = from.part();
  const std::string_view rest = from.rest();
  check_base64(first);
  check_token(rest, first);
  check_json(first);
  check_json(rest);
  return 0;
}
