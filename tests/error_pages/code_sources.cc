#include "code_sources.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/beast/websocket/error.hpp>
#include <cstring>

#include <algorithm>

#include "delivery/rejection.h"
#include "header_constants.h"
#include "protocol/reason_code.h"
#include "session/mosquitto_failure.h"
#include "session/reason_codes.h"
#include "transport/name/name_failure.h"
#include "transport/system_failure.h"
#include "transport/tls/tls_error.h"
#include "transport/websocket/websocket_words.h"

namespace ipaas::error_pages {
namespace {

using mqtt::error_code;
using mqtt::protocol::packet_type;
using mqtt::protocol::version;
using signs = std::vector<code_source::sign>;

constexpr int first_failure = 0x80;
constexpr int last_reason = 0xA2;
constexpr int last_system_error = 133;

std::string reason_label(int reason) {
  const auto code = static_cast<std::uint8_t>(reason);
  return fmt::format("0x{:02X} {}", reason, mqtt::session::name_of_reason(code));
}

bool has_name(int reason) {
  return mqtt::session::name_of_reason(static_cast<std::uint8_t>(reason)) != "unknown reason";
}

signs of_return_codes() {
  signs list;
  for (std::uint8_t code = 1; code <= 5; ++code) {
    list.push_back({fmt::format("{} {}", code, mqtt::session::name_of_return_code(code)),
                    mqtt::session::connack_error(version::v3_1_1, code, {}).code});
  }
  return list;
}

signs of_reason_codes() {
  signs list;
  for (int reason = 0; reason <= last_reason; ++reason) {
    const auto code = static_cast<std::uint8_t>(reason);
    if (has_name(reason))
      list.push_back({reason_label(reason), mqtt::session::code_of_reason(code)});
  }
  return list;
}

signs of_rejections() {
  signs list;
  for (int reason = first_failure; reason <= last_reason; ++reason) {
    const auto code = static_cast<std::uint8_t>(reason);
    if (!mqtt::protocol::may_carry(version::v5, packet_type::puback, code)) continue;
    list.push_back({reason_label(reason), mqtt::delivery::code_of_rejection(code)});
  }
  return list;
}

signs of_refused_filters() {
  signs list;
  for (int reason = first_failure; reason <= last_reason; ++reason) {
    const auto code = static_cast<std::uint8_t>(reason);
    if (!mqtt::protocol::may_carry(version::v5, packet_type::suback, code)) continue;
    list.push_back({reason_label(reason), mqtt::session::suback_error("a", code).code});
  }
  return list;
}

template <typename Map>
signs of_constants(const std::vector<constant>& constants, Map map) {
  signs list;
  for (const constant& each : constants) list.push_back({each.name, map(each.number)});
  return list;
}

signs of_mosquitto() {
  auto constants = constants_in(IPAAS_MOSQUITTO_H, "MOSQ_ERR_");
  std::erase_if(constants, [](const constant& each) { return each.name == "MOSQ_ERR_SUCCESS"; });
  return of_constants(constants, mqtt::session::code_of_mosquitto);
}

signs of_verification() {
  return of_constants(constants_in(IPAAS_X509_VFY_H, "X509_V_ERR_"),
                      mqtt::transport::code_of_verification);
}

signs of_alerts() {
  signs list;
  for (int alert = 0; alert < 256; ++alert) {
    const auto name = mqtt::transport::name_of_alert(alert);
    if (name.empty()) continue;
    list.push_back(
        {fmt::format("{} {}", alert, name), mqtt::transport::meaning_of_alert(alert, {}).code});
  }
  return list;
}

signs of_openssl() {
  const auto code_of = [](int library, int reason) {
    return mqtt::transport::code_of_openssl(ERR_PACK(library, 0, reason));
  };
  return {
      {"SSL_R_CERTIFICATE_VERIFY_FAILED", code_of(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED)},
      {"SSL_R_UNSUPPORTED_PROTOCOL", code_of(ERR_LIB_SSL, SSL_R_UNSUPPORTED_PROTOCOL)},
      {"SSL_R_NO_SHARED_CIPHER", code_of(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER)},
      {"SSL_R_WRONG_VERSION_NUMBER", code_of(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER)},
      {"ERR_R_MALLOC_FAILURE", code_of(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE)}};
}

signs of_websocket() {
  auto enumerators = enumerators_in(IPAAS_WEBSOCKET_ERROR_HPP, "error");
  std::erase_if(enumerators, [](const constant& each) { return each.name.starts_with("unused"); });
  return of_constants(enumerators, [](int number) {
    using boost::beast::websocket::error;
    return mqtt::transport::code_of_websocket(make_error_code(static_cast<error>(number)));
  });
}

signs of_upgrades() {
  signs list;
  for (const unsigned status :
       {200U, 301U, 400U, 401U, 403U, 404U, 407U, 426U, 500U, 502U, 503U, 504U}) {
    list.push_back({std::to_string(status), mqtt::transport::code_of_upgrade(status)});
  }
  return list;
}

signs of_closes() {
  signs list;
  for (std::uint16_t code = 1000; code < 1015; ++code) {
    const auto meaning = mqtt::transport::code_of_close(code);
    if (meaning != error_code::connection_lost) list.push_back({std::to_string(code), meaning});
  }
  return list;
}

signs of_system(error_code (*map)(int), error_code rest, std::initializer_list<int> known) {
  signs list;
  for (int number = 1; number <= last_system_error; ++number) {
    const char* name = ::strerrorname_np(number);
    const bool is_known = std::ranges::find(known, number) != known.end();
    if (name != nullptr && (is_known || map(number) != rest)) list.push_back({name, map(number)});
  }
  return list;
}

signs of_names() {
  auto constants = constants_in(IPAAS_ARES_H, "ARES_E");
  return of_constants(constants, mqtt::transport::code_of_lookup);
}

}  // namespace

std::vector<code_source> all_sources() {
  using enum error_code;
  return {
      {{"CONNACK of MQTT 3.1 and 3.1.1", "MQTT 3.1 与 3.1.1 的 CONNACK 返回码"},
       of_return_codes(),
       protocol_error},
      {{"CONNACK and DISCONNECT of MQTT 5", "MQTT 5 的 CONNACK 与 DISCONNECT 原因码"},
       of_reason_codes(),
       connection_lost},
      {{"PUBACK and PUBREC of MQTT 5", "MQTT 5 的 PUBACK 与 PUBREC 原因码"},
       of_rejections(),
       publish_rejected},
      {{"SUBACK", "SUBACK 返回码或原因码"}, of_refused_filters(), subscribe_rejected},
      {{"Status of libmosquitto", "libmosquitto 的状态码"}, of_mosquitto(), core_runtime},
      {{"Error number of the system while connecting", "建立连接时的系统错误号"},
       of_system(mqtt::transport::code_of_connect, connect_refused,
                 {ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ECONNRESET, EACCES, EPERM}),
       connect_refused},
      {{"Error number of the system once connected", "连接建立之后的系统错误号"},
       of_system(mqtt::transport::code_of_established, connection_lost,
                 {ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH}),
       connection_lost},
      {{"Status of c-ares (name lookup)", "c-ares（域名解析）的状态码"}, of_names(), dns},
      {{"HTTP status or SOCKS reply of a proxy", "代理返回的 HTTP 状态码或 SOCKS 应答"}, {}, proxy},
      {{"Result of verifying a certificate (OpenSSL)", "证书验证结果（OpenSSL）"},
       of_verification(),
       tls_certificate},
      {{"TLS alert of the server", "服务器发来的 TLS 警报"}, of_alerts(), tls_handshake},
      {{"Error of the TLS library (OpenSSL)", "TLS 库（OpenSSL）的错误"},
       of_openssl(),
       tls_handshake},
      {{"Close code of a WebSocket", "WebSocket 的关闭码"}, of_closes(), connection_lost},
      {{"HTTP status in place of a WebSocket", "未升级为 WebSocket 时的 HTTP 状态码"},
       of_upgrades(),
       websocket},
      {{"Error of the WebSocket library (Beast)", "WebSocket 库（Beast）的错误"},
       of_websocket(),
       protocol_error},
  };
}

}  // namespace ipaas::error_pages
