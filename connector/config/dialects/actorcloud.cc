// ActorCloud has no document of its own, only words: on its pages, and in the sample programs
// there. A document that holds them is read: {"authentication": "Token", "host": ...,
// "deviceNumber": ..., "deviceKey": ...}. Case, blanks, _ and - in keys do not count.
#include <algorithm>

#include "config/dialects/conversion.h"
#include "config/dialects/dialect.h"
#include "config/field.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

using enum document_part;

std::string without_case_and_dashes(std::string_view key) {
  std::string out = without_blanks(key);
  std::erase_if(out, [](char each) { return each == '_' || each == '-'; });
  return out;
}

// --- how a device proves who it is ---

enum class authentication : std::uint8_t { token, one_way, two_way };
struct mode {
  std::string_view protocol;
  std::string_view port;
};
// In the order of authentication.
constexpr mode modes[] = {{"TCP", "1883"}, {"TLS", "8883"}, {"TLS", "8884"}};

constexpr word mode_words[] = {{"Token", "0"},
                               {"One-way", "1"},
                               {"One-way authentication", "1"},
                               {"Two-way", "2"},
                               {"Two-way authentication", "2"},
                               {"Certificate", "2"}};

// What is said, or else what the port tells.
authentication authentication_of(const entry_list& given) {
  const entry* said = given.find("authentication");
  const word* known = said == nullptr ? nullptr : find_word(mode_words, said->value->text);
  if (known != nullptr) return static_cast<authentication>(known->native[0] - '0');
  const entry* port = given.find("port");
  for (std::size_t i = 0; port != nullptr && i < std::size(modes); ++i) {
    if (port->value->text == modes[i].port) return static_cast<authentication>(i);
  }
  return authentication::token;
}

// --- values ---

constexpr bilingual mode_allowed{"one of Token, One-way and Two-way",
                                 "Token、One-way、Two-way 之一"};

void take_mode(foreign_value& in) {
  const bool known =
      in.value().is(json_kind::string) && find_word(mode_words, in.text()) != nullptr;
  if (!known) in.fail_expected(say(mode_allowed));
}

// What a device reports is JSON; a text is sent as it is.
void take_message(foreign_value& in) {
  if (in.value().is(json_kind::string)) return take_value(in);
  std::string text;
  append_json(text, in.value());
  in.put_text(text);
}

// --- rows ---

constexpr row document_rows[] = {
    {"authentication", connection, "protocol", take_mode},
    {"host", connection, "brokerUrl"},
    {"port", connection},
    {"deviceNumber", connection, "clientId"},
    {"clientId", connection, "clientId"},
    {"connectionUsername", connection, "username"},
    {"username", connection, "username"},
    {"deviceKey", connection, "password", take_value, {}, {}, secrecy::secret},
    {"password", connection, "password", take_value, {}, {}, secrecy::secret},
    {"rootCertificate", connection, "serverCertificate"},
    {"caCerts", connection, "serverCertificate"},
    {"certificate", connection, "clientCertificate"},
    {"certfile", connection, "clientCertificate"},
    {"certificateKey", connection, "clientKey", take_value, {}, {}, secrecy::secret},
    {"keyfile", connection, "clientKey", take_value, {}, {}, secrecy::secret},
    {"subscribe", consumer, "topics", take_topic},
    {"publish", producer, "topic"},
    {"message", producer, "payload", take_message},
    {"qos", consumer, "qos"},
    {"qos", producer, "qos"},
};

// --- what belongs together ---

constexpr bilingual port_allowed{"a whole number from 1 to 65535", "1 到 65535 的整数"};
constexpr bilingual other_port{
    "This port is the one for {} authentication, but authentication says otherwise; "
    "authentication counts.",
    "此端口用于 {} 认证，但 authentication 不同；以 authentication 为准。"};
constexpr bilingual no_key_needed{
    "Two-way authentication needs no device key: the certificate says who the device is. It is not "
    "sent.",
    "双向认证不需要设备密钥：由证书证明设备身份。不会发送密钥。"};
constexpr bilingual needs_certificate{
    "{} is missing: two-way authentication proves the device by its certificate and key",
    "缺少 {}：双向认证以设备的证书和密钥证明身份"};
constexpr bilingual named_by_number{
    "connectionUsername is not given; the device number is used, as the platform's examples do.",
    "未给出 connectionUsername；与平台示例相同，使用设备编号。"};

constexpr std::string_view mode_names[] = {"Token", "One-way", "Two-way"};

json_value* native_member(translation& out, std::string_view key) {
  for (json_value& each : out.native.items) {
    if (each.name == key) return &each;
  }
  return nullptr;
}

void drop(translation& out, std::string_view key) {
  json_value* member = native_member(out, key);
  if (member == nullptr) return;
  wipe_texts(*member);
  out.native.items.erase(out.native.items.begin() + (member - out.native.items.data()));
}

void complete_address(const entry_list& given, authentication mode, translation& out) {
  std::string port(modes[static_cast<std::size_t>(mode)].port);
  if (const entry* said = given.find("port")) {
    const auto number = parse_whole_number(said->value->text);
    if (!number || *number < 1 || *number > 65'535) {
      return out.mistakes.fail(said->pointer, problem::value_unexpected, said->value->name,
                               shown_value(*said->value), say(port_allowed));
    }
    port = std::to_string(*number);
    for (std::size_t i = 0; i < std::size(modes); ++i) {
      if (port != modes[i].port || i == static_cast<std::size_t>(mode)) continue;
      out.note(said->pointer, say(other_port, mode_names[i]), "brokerUrl");
    }
  }
  json_value* host = native_member(out, "brokerUrl");
  if (host != nullptr && host->is(json_kind::string) && host->text.find(':') == std::string::npos) {
    host->text += ':' + port;
  }
}

void check_two_way(std::string_view pointer, translation& out, const entry_list& given) {
  for (const std::string_view key : {"deviceKey", "password"}) {
    if (const entry* secret = given.find(key)) out.note(secret->pointer, say(no_key_needed));
  }
  drop(out, "password");
  std::erase_if(out.masked, [](const native_place& each) { return each.native == "password"; });
  constexpr word needed[] = {{"certificate", "clientCertificate"}, {"certificateKey", "clientKey"}};
  for (const word& each : needed) {
    const bool given_masked = std::any_of(out.masked.begin(), out.masked.end(),
                                          [&](const auto& is) { return is.native == each.native; });
    if (given_masked || out.native.member(each.native) != nullptr) continue;
    out.fail(join_pointer(pointer, each.foreign), say(needs_certificate, each.foreign));
  }
}

// The device number is the user name too in the platform's own programs.
void complete_username(std::string_view pointer, translation& out) {
  const json_value* number = out.native.member("clientId");
  if (out.native.member("username") != nullptr || number == nullptr) return;
  json_value name = copy_of(*number);
  out.note(join_pointer(pointer, "connectionUsername"), say(named_by_number), "username");
  out.imply("username", std::move(name));
}

}  // namespace

row_list actorcloud_rows() { return rows_of({document_rows}); }

bool is_actorcloud(const json_value& document) {
  return std::any_of(document.items.begin(), document.items.end(), [](const json_value& each) {
    const std::string name = without_case_and_dashes(each.name);
    return name == "devicenumber" || name == "devicekey" || name == "connectionusername";
  });
}

void translate_actorcloud(const json_value& document, std::string_view pointer, translation& out) {
  out.root = pointer;
  entry_list given(without_case_and_dashes);
  given.add_document(document, pointer, out);
  read_rows(given, rows_of({document_rows}), pointer, out);
  if (out.part != connection) return;
  const authentication mode = authentication_of(given);
  complete_address(given, mode, out);
  out.imply("protocol", text_value(modes[static_cast<std::size_t>(mode)].protocol));
  if (mode == authentication::two_way) check_two_way(pointer, out, given);
  complete_username(pointer, out);
}

}  // namespace ipaas::mqtt::config
