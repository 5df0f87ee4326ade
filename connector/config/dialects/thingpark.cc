// ThingPark: the body of POST /connections, or of a PUT, where secrets may stand as asterisks.
#include <algorithm>

#include "config/dialects/conversion.h"
#include "config/dialects/dialect.h"
#include "config/dialects/topic_pattern.h"
#include "config/object_reader.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

using enum document_part;

std::string as_it_is(std::string_view key) { return std::string(key); }

constexpr std::int64_t longest_timeout = 30'000;
constexpr std::int64_t longest_documented_action = 10'000;

// --- values ---

constexpr word protocols[] = {{"SSL", "TLS"}, {"WSS", "WSS"}, {"TCP", "TCP"}};

void take_protocol(foreign_value& in) { take_word(in, protocols, "SSL, WSS and TCP"); }

void take_connection_timeout(foreign_value& in) { take_milliseconds(in, longest_timeout); }

constexpr bilingual counts_from_submission{
    "A message fails when it is not sent, or not acknowledged, in this time since it was "
    "submitted, "
    "also while the broker is away. Raise it, or set writeTimeout to 0 in native, to let messages "
    "wait for the broker.",
    "消息自提交起在此时间内未发送或未获确认即失败，服务器不可用期间也计时。如需等待服务器，请增大此"
    "值，"
    "或在 native 中将 writeTimeout 设为 0。"};
constexpr bilingual beyond_documentation{"ThingPark's documentation names 10000 as the maximum.",
                                         "ThingPark 文档规定的最大值为 10000。"};

void take_action_timeout(foreign_value& in) {
  const auto number = parse_whole_number(in.text());
  if (number && *number > longest_documented_action && *number <= longest_timeout) {
    in.note(say(beyond_documentation));
  }
  take_milliseconds(in, longest_timeout);
}

constexpr bilingual no_pem{"{} must be the PEM text itself, which begins with -----BEGIN",
                           "{} 必须是以 -----BEGIN 开头的 PEM 文本本身"};

// The same fields stand in the form, and keep what they hold, when the protocol has no TLS.
void take_pem(foreign_value& in) {
  const entry* protocol = in.sibling("protocol");
  const bool plain = protocol == nullptr || to_lower(protocol->value->text) == "tcp";
  if (!plain && in.value().is(json_kind::string) && !is_pem(in.text())) {
    return in.fail(say(no_pem, in.value().name));
  }
  take_value(in);
}

constexpr bilingual bad_pattern{"In {}, {}", "{} 中，{}"};
constexpr bilingual every_device{
    "Each placeholder is subscribed to as +, for all devices; the topic of a message is in its "
    "attribute.",
    "订阅时每个占位符都替换为 +，即所有设备；消息的主题可在其 attribute 中查看。"};
constexpr bilingual disabled{"downlinkEnabled is false: there is nothing to subscribe to",
                             "downlinkEnabled 为 false：没有可订阅的主题"};

void fail_pattern(foreign_value& in, const phrase& why) {
  const std::string& key = in.value().name;
  in.fail({say(bad_pattern, key, why.en).en, say(bad_pattern, key, why.zh).zh});
}

void take_uplink(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  const auto read = from_thingpark_pattern(in.text());
  if (const auto* wrong = std::get_if<phrase>(&read)) return fail_pattern(in, *wrong);
  in.put_text(std::get<std::string>(read));
}

void take_downlink(foreign_value& in) {
  json_value topics = list_value();
  if (in.value().is(json_kind::string)) {
    const auto read = from_thingpark_filter(in.text());
    if (const auto* wrong = std::get_if<phrase>(&read)) return fail_pattern(in, *wrong);
    const auto& filter = std::get<std::string>(read);
    if (filter != in.text()) in.note(say(every_device));
    topics.items.push_back(text_value(filter));
  } else {
    topics.items.push_back(copy_of(in.value()));
  }
  in.put(std::move(topics));
}

void take_enabled(foreign_value& in) {
  const json_value& value = in.value();
  if (value.is(json_kind::boolean) && !is_true(value)) in.fail(say(disabled));
}

constexpr bilingual no_restart{
    "AGGRESSIVE keeps its schedule; a connection that is up is not restarted for want of uplinks.",
    "AGGRESSIVE 的重连时间表不变；但不会因没有上行消息而重启正常的连接。"};

void take_strategy(foreign_value& in) {
  if (to_lower(in.text()) == "aggressive") in.note(say(no_restart));
  take_value(in);
}

// --- rows ---

constexpr bilingual stays_open{
    "active is not looked at: the connection is open as long as the host keeps it open.",
    "不使用 active：只要宿主保持打开，连接就一直有效。"};
constexpr bilingual no_alarms{
    "There are no alarms by the rate of messages: watch the connection's statistics.",
    "没有基于消息速率的告警：请监视连接的统计信息。"};
constexpr bilingual no_devices{"Devices are not created: any topic that matches is read.",
                               "不会创建设备：读取所有匹配的主题。"};
constexpr bilingual uplink_as_is{
    "The payload is published as the flow made it: choose its form in the flow.",
    "内容按流程生成的原样发布：请在流程中决定其形式。"};
constexpr bilingual age_of_submission{
    "The time counts from when a message is submitted, not from when the device sent it.",
    "时间从消息提交时算起，而不是从设备发送时算起。"};
constexpr bilingual no_limit{"The rate of messages is not limited here: limit it in the flow.",
                             "此处不限制消息速率：请在流程中限制。"};
constexpr bilingual no_lorawan{
    "Downlinks are handed to the flow as they came; there is no LoRaWAN server behind it.",
    "下行消息按收到的原样交给流程；其后没有 LoRaWAN 服务器。"};
constexpr bilingual undocumented{
    "ThingPark's form has a client ID, but its documentation does not name its key; it is read as "
    "that.",
    "ThingPark 表单有 Client ID 字段，但文档未说明其键名；此处按客户端 ID 读取。"};

constexpr row document_rows[] = {
    {"connectorId", connection},
    {"name", connection},
    {"configuration", connection},
    {"active", connection, {}, take_value, stays_open, "true"},
    {"alarms", connection, {}, take_value, no_alarms},
    {"brand", connection},
    {"id", connection},
    {"state", connection},
    {"startupTime", connection},
};

constexpr row configuration_rows[] = {
    {"hostName", connection, "brokerUrl"},
    {"protocol", connection, "protocol", take_protocol},
    {"clientId", connection, "clientId", take_value, undocumented},
    {"username", connection, "username"},
    {"password", connection, "password", take_value, {}, {}, secrecy::secret},
    {"trustedCaCertificate", connection, "serverCertificate", take_pem, {}, {}, secrecy::secret},
    {"trustedCaCertficate", connection, "serverCertificate", take_pem, {}, {}, secrecy::secret},
    {"certificate", connection, "clientCertificate", take_pem, {}, {}, secrecy::secret},
    {"privateKey", connection, "clientKey", take_pem, {}, {}, secrecy::secret},
    {"connectionTimeout", connection, "connectTimeout", take_connection_timeout},
    {"actionTimeout", connection, "writeTimeout", take_action_timeout, counts_from_submission},
    {"reconnectStrategy", connection, "reconnectStrategy", take_strategy},
    {"uplinkTimeValidity", connection, "outboxMaxAge", take_value, age_of_submission},
    {"description", connection},
    {"createDevices", connection, {}, take_value, no_devices, "true"},
    {"uplinkRateLimiter", connection, {}, take_value, no_limit},
    {"uplinkTopicPattern", producer, "topic", take_uplink},
    {"sendMetadata", producer, {}, take_value, uplink_as_is, "false"},
    {"sendRawDecodedFormat", producer, {}, take_value, uplink_as_is, "false"},
    {"downlinkTopicPattern", consumer, "topics", take_downlink},
    {"downlinkEnabled", consumer, "topics", take_enabled},
    {"downlinkAsId", consumer, {}, take_value, no_lorawan},
    {"downlinkAsKey", consumer, {}, take_value, no_lorawan, {}, secrecy::secret},
    {"downlinkPort", consumer, {}, take_value, no_lorawan},
};

constexpr std::string_view configuration_key = "configuration";

constexpr bilingual no_configuration{"configuration is missing; it holds the settings",
                                     "缺少 configuration；设置都在其中"};
constexpr bilingual another_connector{
    "connectorId is {}, which is no connector for MQTT; it would be actility-mqtt-iot",
    "connectorId 是 {}，不是 MQTT 连接器；应为 actility-mqtt-iot"};

void check_connector(const entry_list& given, translation& out) {
  const entry* id = given.find("connectorId");
  if (id == nullptr || to_lower(id->value->text).find("mqtt") != std::string::npos) return;
  out.fail(id->pointer, say(another_connector, quote(id->value->text)));
}

}  // namespace

row_list thingpark_rows() { return rows_of({document_rows, configuration_rows}); }

bool is_thingpark(const json_value& document) {
  const json_value* configuration = document.member(configuration_key);
  return document.member("connectorId") != nullptr ||
         (configuration != nullptr && configuration->is(json_kind::object));
}

void translate_thingpark(const json_value& document, std::string_view pointer, translation& out) {
  entry_list around(as_it_is);
  around.add_document(document, pointer, out);
  read_rows(around, rows_of({document_rows}), pointer, out);
  const std::string place = join_pointer(pointer, configuration_key);
  const entry* configuration = around.find(configuration_key);
  if (configuration == nullptr || !configuration->value->is(json_kind::object)) {
    out.is_void = true;
    if (configuration == nullptr) return out.fail(place, say(no_configuration));
    return refuse_kind(*configuration->value, place, out.mistakes);
  }
  out.root = place;
  entry_list given(as_it_is);
  given.add(*configuration->value, place, out);
  read_rows(given, rows_of({configuration_rows}), place, out);
  if (out.part != connection) return;
  check_connector(around, out);
  out.imply_default("connectTimeout", text_value("5s"));
  if (given.find("actionTimeout") == nullptr) {
    out.imply("writeTimeout", text_value("1s"));
    out.note(join_pointer(place, "actionTimeout"), say(counts_from_submission), "writeTimeout");
  }
  out.imply_default("reconnectStrategy", text_value("NORMAL"));
}

}  // namespace ipaas::mqtt::config
