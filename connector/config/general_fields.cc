#include "config/general_fields.h"

#include "config/broker_url.h"
#include "config/connection_readers.h"
#include "config/object_reader.h"
#include "config/security_readers.h"
#include "config/setting_rows.h"

namespace ipaas::mqtt::config {

namespace {

constexpr reader<connection_settings> readers[] = {
    {"brokerUrl", read_broker_url},
    {"protocol", read_protocol},
    {"clientId", read_client_id},
    {"username", read_username},
    {"password", read_password},
    {"clientCertificate",
     [](field_value& in, connection_settings& out) {
       take(in.secret(), out.tls.client_certificate);
     }},
    {"clientKey",
     [](field_value& in, connection_settings& out) { take(in.secret(), out.tls.client_key); }},
    {"clientKeyPassword",
     [](field_value& in, connection_settings& out) {
       take(in.secret(), out.tls.client_key_password);
     }},
    {"serverCertificate",
     [](field_value& in, connection_settings& out) {
       take(in.text(), out.tls.server_certificate);
     }},
    {"mqttVersion", read_version},
    {"insecureSkipVerify",
     [](field_value& in, connection_settings& out) { take(in.flag(), out.tls.skip_verify); }},
    {"serverName", read_server_name},
    {"alpn", read_alpn},
    {"tlsMinVersion",
     [](field_value& in, connection_settings& out) { take(in.choice_index(), out.tls.minimum); }},
    {"webSocketHeaders", read_web_socket_headers},
    {"proxy", read_proxy},
    {"sharedAccessKey", read_shared_access_key},
    {"sharedAccessKeyName",
     [](field_value& in, connection_settings& out) { take(in.text(), out.sas.key_name); }},
    {"sasTokenLifetime",
     [](field_value& in, connection_settings& out) { take(in.seconds(), out.sas.lifetime); }},
};
constexpr auto table = join(connection_general_rows, readers);

}  // namespace

std::span<const field<connection_settings>> general_fields() { return table; }

transport_kind transport_of(const json_value& connection) {
  if (const auto chosen = sibling_choice(connection, "protocol", connection_protocol_choices)) {
    return static_cast<transport_kind>(*chosen);
  }
  const json_value* brokers = connection.member("brokerUrl");
  if (brokers == nullptr || !brokers->is(json_kind::string)) return transport_kind::tcp;
  return transport_of_scheme(brokers->text).value_or(transport_kind::tcp);
}

}  // namespace ipaas::mqtt::config
