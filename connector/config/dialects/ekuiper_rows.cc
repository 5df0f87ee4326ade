// The keys of eKuiper's documents, and how their values convert.
#include "config/dialects/ekuiper_rows.h"

#include <algorithm>

#include "config/dialects/conversion.h"
#include "config/dialects/topic_pattern.h"
#include "config/field.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

using enum document_part;

constexpr word versions[] = {{"3", "3.1"}, {"3.1", "3.1"}, {"3.1.1", "3.1.1"}, {"4", "3.1.1"},
                             {"5", "5"},   {"5.0", "5"},   {"4.0", "3.1.1"},   {"3.0", "3.1"}};

constexpr bilingual no_unix_socket{
    "{} is the path of a UNIX socket, but the connector reaches brokers by TCP, TLS and WebSocket "
    "only",
    "{} 是 UNIX 套接字路径，但连接器只能通过 TCP、TLS 和 WebSocket 连接服务器"};
constexpr bilingual first_of_servers{
    "servers is out of use; its first entry is read, as server would be.",
    "servers 已弃用；读取其第一项，等同于 server。"};
constexpr bilingual no_servers{"servers must be an array of addresses", "servers 必须是地址数组"};
constexpr bilingual raised_tls{
    "TLS below 1.2 is not phrase: 1.2 is the oldest version that is accepted.",
    "不支持低于 1.2 的 TLS：最低接受 1.2 版。"};
constexpr bilingual unknown_tls{
    "This version of TLS is unknown; as in eKuiper, 1.2 is taken for it.",
    "未知的 TLS 版本；与 eKuiper 相同，按 1.2 处理。"};
constexpr bilingual only_with_5{
    "Only MQTT 5 has user properties, and protocolVersion is another one: they are not sent.",
    "只有 MQTT 5 支持用户属性，而 protocolVersion 不是 5：不会发送。"};
constexpr bilingual bad_property{"In properties, {}: {}", "properties 中，{}：{}"};
constexpr bilingual no_data_template{
    "This template computes more than values of the message, and is not applied: the message's own "
    "payload is published. Make the content in the flow.",
    "此模板不只是引用消息中的值，因此不生效：将发布消息自身的内容。请在流程中生成内容。"};
constexpr bilingual cached{
    "Messages wait in memory while the broker is away, as many as memory and disk held there. For "
    "messages that survive the end of the process set stateDirectory.",
    "服务器不可用时消息保存在内存中，数量为原内存与磁盘缓存之和。如需在进程结束后保留，请设置 "
    "stateDirectory。"};

// Schemes of eKuiper's client that have another name here.
constexpr word schemes[] = {{"mqtt+ssl", "ssl"}, {"tcps", "ssl"}};

void put_server(foreign_value& in, std::string_view url) {
  const std::size_t end = url.find("://");
  const std::string scheme = end == url.npos ? "" : to_lower(url.substr(0, end));
  if (scheme == "unix") return in.fail(say(no_unix_socket, in.value().name));
  const word* other = find_word(schemes, scheme);
  in.put_text(other == nullptr ? std::string(url)
                               : std::string(other->native) + std::string(url.substr(end)));
}

void take_server(foreign_value& in) {
  in.value().is(json_kind::string) ? put_server(in, in.text()) : take_value(in);
}

void take_servers(foreign_value& in) {
  const auto& items = in.value().items;
  if (!in.value().is(json_kind::array)) return in.fail(say(no_servers));
  if (items.empty()) return;
  if (!items.front().is(json_kind::string)) return in.fail(say(no_servers));
  in.note(say(first_of_servers));
  if (in.sibling("server") == nullptr) put_server(in, items.front().text);
}

void take_version(foreign_value& in) { take_word(in, versions, "3.1, 3.1.1, 4 and 5"); }

constexpr word tls_versions[] = {{"tls1.2", "1.2"}, {"tls1.3", "1.3"}};

void take_tls_version(foreign_value& in) {
  const word* known = find_word(tls_versions, in.text());
  if (known != nullptr) return in.put_text(known->native);
  const std::string version = to_lower(in.text());
  in.note(say(version == "tls1.0" || version == "tls1.1" ? raised_tls : unknown_tls));
  in.put_text("1.2");
}

void take_session(foreign_value& in) {
  const json_value& value = in.value();
  const bool word = value.is(json_kind::boolean) || value.is(json_kind::string);
  const std::string text = word ? to_lower(value.text) : std::string();
  if (text != "true" && text != "false") return take_value(in);
  in.put(flag_value(text == "false"));
  in.keep_name();  // it says the opposite
}

void take_properties(foreign_value& in) {
  if (!speaks_mqtt_5(in.sibling("protocolVersion"))) return in.note(say(only_with_5));
  if (!in.value().is(json_kind::object)) return take_value(in);
  json_value pairs = copy_of(in.value());
  for (json_value& each : pairs.items) {
    if (!each.is(json_kind::string)) continue;  // the native parser says so
    auto read = from_go_template(each.text);
    if (const auto* wrong = std::get_if<phrase>(&read)) {
      return in.fail({say(bad_property, quote(each.name), wrong->en).en,
                      say(bad_property, quote(each.name), wrong->zh).zh});
    }
    each = [&] {
      json_value text = text_value(std::get<std::string>(read));
      text.name = each.name;
      return text;
    }();
  }
  in.put(std::move(pairs), native_place::shape::same);
}

// The whole message as JSON is what is published anyway.
void take_data_template(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  std::string packed = without_blanks(in.text());
  if (packed == "{{json.}}") return;
  auto read = from_go_template(in.text());
  if (std::holds_alternative<phrase>(read)) return in.note(say(no_data_template));
  in.put_text(std::get<std::string>(read));
}

std::int64_t count_of(const entry* given, std::int64_t otherwise) {
  if (given == nullptr) return otherwise;
  const auto number = parse_whole_number(given->value->text);
  return number && *number >= 0 && *number <= 50'000'000 ? *number : otherwise;
}

void take_cache(foreign_value& in) {
  if (!is_true(in.value())) return;
  in.note(say(cached));
  const std::int64_t messages = count_of(in.sibling("memoryCacheThreshold"), 1024) +
                                count_of(in.sibling("maxDiskCache"), 1'024'000);
  in.put(number_value(std::max<std::int64_t>(messages, 1)));
}

// --- rows ---

constexpr bilingual not_here_shared{
    "A connection that is kept elsewhere under a name is not known here: the keys beside this one "
    "are used.",
    "此处不认识以名称共享的连接：使用本文档中的其他键。"};
constexpr bilingual renegotiation{"TLS is never renegotiated here, which is eKuiper's default too.",
                                  "此处从不进行 TLS 重协商，这也是 eKuiper 的默认行为。"};
constexpr bilingual state_path{
    "The state of the session is kept in memory; set stateDirectory to keep messages on disk.",
    "会话状态保存在内存中；如需将消息保存到磁盘，请设置 stateDirectory。"};
constexpr bilingual decrypted{
    "Certificates and keys are not decrypted here: give them as they are, or a key with its "
    "clientKeyPassword.",
    "此处不解密证书和密钥：请直接提供原文，或提供密钥及其 clientKeyPassword。"};
constexpr bilingual server_wide_tls{
    "There are no TLS settings of the whole server here: only those of this document count.",
    "此处没有服务器级的 TLS 设置：仅本文档中的设置有效。"};
constexpr bilingual payload_as_is{
    "The payload is published as the flow made it: do this in the flow.",
    "内容按流程生成的原样发布：请在流程中完成此处理。"};
constexpr bilingual consumed_as_is{
    "The payload is handed to the flow as it came: do this in the flow.",
    "内容按收到的原样交给流程：请在流程中完成此处理。"};
constexpr bilingual no_batches{"Every message is published for itself: make batches in the flow.",
                               "每条消息单独发布：请在流程中组成批次。"};
constexpr bilingual no_buffer{
    "There is no buffer of this kind: maxInFlight and maxInFlightBytes bound what is under way.",
    "没有这样的缓冲区：由 maxInFlight 和 maxInFlightBytes 限制处理中的消息。"};
constexpr bilingual no_pages{"What waits is not kept in pages.", "等待的消息不分页保存。"};
constexpr bilingual no_pace{
    "What has waited is sent as fast as the broker takes it, without a pause between messages.",
    "等待的消息以服务器可接收的最快速度发送，消息之间没有间隔。"};
constexpr bilingual one_queue{
    "There is one queue, in the order of submission: what has waited goes first.",
    "只有一个按提交顺序排列的队列：先等待的先发送。"};
constexpr bilingual kept_at_stop{
    "Without stateDirectory nothing outlives the process; with it, what was accepted is kept.",
    "未设置 stateDirectory 时进程结束后不保留任何消息；设置后会保留已接受的消息。"};
constexpr bilingual no_kube{"Device models of KubeEdge are not applied.",
                            "不应用 KubeEdge 设备模型。"};
constexpr bilingual no_end{"No payload ends the stream: a Consumer runs until it is stopped.",
                           "没有结束流的特殊内容：Consumer 一直运行到被停止。"};
constexpr bilingual no_codec{
    "The payload stays bytes, and placeholders read it as JSON; other formats are for the flow.",
    "内容保持为字节，占位符按 JSON 读取；其他格式请在流程中处理。"};

constexpr row connection_rows[] = {
    {"server", connection, "brokerUrl", take_server},
    {"servers", connection, "brokerUrl", take_servers},
    {"clientId", connection, "clientId"},
    {"protocolVersion", connection, "mqttVersion", take_version},
    {"username", connection, "username"},
    {"password", connection, "password", take_value, {}, {}, secrecy::secret},
    {"certificationPath", connection, "clientCertificate"},
    {"certificationRaw", connection, "clientCertificate", take_base64_pem},
    {"certficationRaw", connection, "clientCertificate", take_base64_pem},
    {"privateKeyPath", connection, "clientKey"},
    {"privateKeyRaw", connection, "clientKey", take_base64_pem, {}, {}, secrecy::secret},
    {"rootCaPath", connection, "serverCertificate"},
    {"rootCARaw", connection, "serverCertificate", take_base64_pem},
    {"insecureSkipVerify", connection, "insecureSkipVerify"},
    {"tlsMinVersion", connection, "tlsMinVersion", take_tls_version},
    {"renegotiationSupport", connection, {}, take_value, renegotiation, "never"},
    {"connectionSelector", connection, {}, take_value, not_here_shared},
    {"enableClientSession", connection, "cleanSession", take_session},
    {"clientStatePath", connection, {}, take_value, state_path},
    {"sessionExpiryIntervalSeconds", connection, "sessionExpiry"},
    {"decrypt", connection, {}, take_value, decrypted},
    {"tls", connection, {}, take_value, server_wide_tls},
};

constexpr row sink_rows[] = {
    {"topic", producer, "topic", take_go_template},
    {"qos", producer, "qos"},
    {"retained", producer, "retain"},
    {"properties", producer, "userProperties", take_properties},
    {"dataTemplate", producer, "payload", take_data_template},
    {"enableCache", connection, "outboxMaxMessages", take_cache},
    {"memoryCacheThreshold", connection},
    {"maxDiskCache", connection},
    {"bufferPageSize", connection, {}, take_value, no_pages},
    {"resendInterval", connection, {}, take_value, no_pace, "0"},
    {"cleanCacheAtStop", connection, {}, take_value, kept_at_stop, "false"},
    {"resendAlterQueue", connection, {}, take_value, one_queue, "false"},
    {"resendPriority", connection, {}, take_value, one_queue, "1"},
    {"resendIndicatorField", connection, {}, take_value, one_queue},
    {"resendDestination", connection, {}, take_value, one_queue},
    {"compression", producer, {}, take_value, payload_as_is},
    {"encryption", producer, {}, take_value, payload_as_is},
    {"omitIfEmpty", producer, {}, take_value, payload_as_is, "false"},
    {"sendSingle", producer, {}, take_value, no_batches, "true"},
    {"batchSize", producer, {}, take_value, no_batches, "0"},
    {"lingerInterval", producer, {}, take_value, no_batches, "0"},
    {"delimiter", producer, {}, take_value, payload_as_is},
    {"fields", producer, {}, take_value, payload_as_is},
    {"dataField", producer, {}, take_value, payload_as_is},
};

// Of a sink and of a source, each with its own part.
constexpr row shared_rows[] = {
    {"bufferLength", producer, {}, take_value, no_buffer},
    {"bufferLength", consumer, {}, take_value, no_buffer},
    {"format", producer, {}, take_value, no_codec, "json"},
    {"format", consumer, {}, take_value, no_codec, "json"},
    {"schemaId", producer, {}, take_value, no_codec},
    {"schemaId", consumer, {}, take_value, no_codec},
};

constexpr row source_rows[] = {
    {"datasource", consumer, "topics", take_topic_list},
    {"qos", consumer, "qos"},
    {"decompression", consumer, {}, take_value, consumed_as_is},
    {"kubeedgeVersion", consumer, {}, take_value, no_kube},
    {"kubeedgeModelFile", consumer, {}, take_value, no_kube},
    {"eofMessage", consumer, {}, take_value, no_end},
    {"confKey", consumer},
    {"type", consumer},
    {"shared", consumer},
};

}  // namespace

bool speaks_mqtt_5(const entry* version) {
  const word* known = version == nullptr ? nullptr : find_word(versions, version->value->text);
  return known != nullptr && known->native == "5";
}

row_list ekuiper_sink_rows() { return rows_of({connection_rows, sink_rows, shared_rows}); }
row_list ekuiper_source_rows() { return rows_of({connection_rows, source_rows, shared_rows}); }
row_list ekuiper_rows() { return rows_of({connection_rows, sink_rows, source_rows, shared_rows}); }

}  // namespace ipaas::mqtt::config
