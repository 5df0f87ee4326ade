// The form of Tencent's iPaaS: its labels as keys, of the connection and of both operations, and of
// the two tabs where they are objects. Blanks and case in a label do not count, so that the label
// that the page spells "connec t超时时间" is read in either spelling.
#include <algorithm>
#include <optional>

#include "config/dialects/conversion.h"
#include "config/dialects/dialect.h"
#include "config/field.h"
#include "config/parse.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

using enum document_part;

// --- values ---

// Forms have words for what is on or off.
void take_switch(foreign_value& in) {
  constexpr word words[] = {{"是", "true"}, {"否", "false"}};
  const word* known = in.value().is(json_kind::string) ? find_word(words, in.text()) : nullptr;
  known == nullptr ? take_value(in) : in.put(flag_value(known->native == "true"));
}

constexpr bilingual duration_allowed{
    "a duration such as \"30s\", \"1m30s\" or \"PT30S\", or a number of seconds",
    "时长，例如 \"30s\"、\"1m30s\" 或 \"PT30S\"，或秒数"};

// PT1M30S (ISO 8601) as 1m30s.
std::optional<std::string> from_iso_8601(std::string_view text) {
  std::string lower = to_lower(trim(text));
  if (!lower.starts_with("pt") || lower.size() == 2) return std::nullopt;
  return lower.substr(2);
}

void take_duration(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  const std::string text = from_iso_8601(in.text()).value_or(in.text());
  if (!parse_duration(text)) {
    return in.fail_expected(say(duration_allowed));
  }
  in.put_text(text);
}

// What the page says of each mode, in full and in short.
constexpr word ack_modes[] = {
    {"消费后直到触发的流成功结束后才确认 offset", "AFTER_FLOW_SUCCESS"},
    {"消费后直到触发的流成功结束后才确认", "AFTER_FLOW_SUCCESS"},
    {"流运行成功后确认", "AFTER_FLOW_SUCCESS"},
    {"AFTER_FLOW_SUCCESS", "AFTER_FLOW_SUCCESS"},
    {"消费后立即确认offset，不等待流的触发及运行结果", "IMMEDIATE"},
    {"消费后立即确认offset", "IMMEDIATE"},
    {"消费后立即确认", "IMMEDIATE"},
    {"立即确认", "IMMEDIATE"},
    {"IMMEDIATE", "IMMEDIATE"},
};

void take_ack_mode(foreign_value& in) {
  take_word(in, ack_modes, "流运行成功后确认, 消费后立即确认");
}

// --- rows ---

constexpr row form_rows[] = {
    {"Broker URL", connection, "brokerUrl"},
    {"连接协议", connection, "protocol"},
    {"Client ID", connection, "clientId"},
    {"用户名", connection, "username"},
    {"密码", connection, "password", take_value, {}, {}, secrecy::secret},
    {"TLS 客户端证书", connection, "clientCertificate"},
    {"TLS 客户端 Key", connection, "clientKey", take_value, {}, {}, secrecy::secret},
    {"TLS 服务端证书", connection, "serverCertificate"},
    {"是否启用遗嘱消息", connection, "willEnabled", take_switch},
    {"遗嘱主题", connection, "willTopic"},
    {"遗嘱内容", connection, "willPayload"},
    {"遗嘱 QoS", connection, "willQos"},
    {"是否保存遗嘱消息", connection, "willRetain", take_switch},
    {"是否清除会话", connection, "cleanSession", take_switch},
    {"是否顺序发送", connection, "order", take_switch},
    {"keep-alive 超时时间", connection, "keepAlive", take_duration},
    {"ping 超时时间", connection, "pingTimeout", take_duration},
    {"connect 超时时间", connection, "connectTimeout", take_duration},
    {"是否自动重试连接", connection, "autoReconnect", take_switch},
    {"reconnect 最大间隔时间", connection, "maxReconnectInterval", take_duration},
    {"是否重试 connect", connection, "connectRetry", take_switch},
    {"connect 重试间隔时间", connection, "connectRetryInterval", take_duration},
    {"write 超时时间", connection, "writeTimeout", take_duration},
    {"订阅主题", consumer, "topics", take_topic},
    {"QoS", consumer, "qos"},
    {"确认模式", consumer, "ackMode", take_ack_mode},
    {"主题", producer, "topic"},
    {"消息内容", producer, "payload"},
    {"QoS", producer, "qos"},
    {"是否保存消息", producer, "retain", take_switch},
};

// The tabs, where somebody has kept them as objects.
constexpr word tabs[] = {{"通用配置", ""}, {"高级配置", ""}, {"通用", ""}, {"高级", ""}};

bool looks_like_a_label(std::string_view key) {
  return std::any_of(key.begin(), key.end(), [](char each) {
    return each == ' ' || static_cast<unsigned char>(each) >= 0x80;
  });
}

bool is_tab(const json_value& member) {
  return member.is(json_kind::object) && find_word(tabs, member.name) != nullptr;
}

}  // namespace

row_list tencent_rows() { return rows_of({form_rows}); }

// A label as the form shows it: without its blanks, "Client ID" would be the clientId of others.
// Asked of every document, and therefore the cheap question first.
bool is_tencent(const json_value& document) {
  return std::any_of(document.items.begin(), document.items.end(), [](const json_value& each) {
    if (!looks_like_a_label(each.name)) return false;
    const auto is_label = [&](const row& known) {
      return without_blanks(known.key) == without_blanks(each.name);
    };
    return is_tab(each) || std::any_of(std::begin(form_rows), std::end(form_rows), is_label);
  });
}

void translate_tencent(const json_value& document, std::string_view pointer, translation& out) {
  out.root = pointer;
  entry_list given(without_blanks);
  given.add_document(document, pointer, out);
  given.open_objects(is_tab, out);
  read_rows(given, rows_of({form_rows}), pointer, out);
}

}  // namespace ipaas::mqtt::config
