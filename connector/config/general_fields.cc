#include "config/general_fields.h"

#include "config/broker_url.h"
#include "config/connection_readers.h"
#include "config/object_reader.h"
#include "config/security_readers.h"

namespace ipaas::mqtt::config {

namespace {

using value = field_value;
using settings = connection_settings;

constexpr std::string_view general = "general";
constexpr std::int64_t second = 1000;
constexpr std::int64_t day = 24 * 3600 * second;

constexpr condition with_tls{"protocol", {"TLS", "WSS"}};
constexpr condition with_web_socket{"protocol", {"WS", "WSS"}};

constexpr field<settings> table[] = {
    {{.key = "brokerUrl",
      .type = field_type::text,
      .tab = general,
      .required = true,
      .help =
          "The broker as host:port, or host:port/path for WebSocket, also with a scheme such as "
          "mqtts:// or wss://. The port defaults by protocol: 1883 for TCP, 8883 for TLS, 80 for "
          "WS, 443 for WSS. With several, separated by commas, each attempt tries them in order."},
     read_broker_url},
    {{.key = "protocol",
      .type = field_type::choice,
      .tab = general,
      .default_text = R"("TCP")",
      .allowed = protocol_choices,
      .help = "What carries MQTT to the broker: TCP, TLS, WS (WebSocket) or WSS (WebSocket over "
              "TLS). Not needed where brokerUrl has a scheme."},
     read_protocol},
    {{.key = "clientId",
      .type = field_type::text,
      .tab = general,
      .help = "The name of this client at the broker, which no other client may use; it may be "
              "empty only with cleanSession."},
     read_client_id},
    {{.key = "username",
      .type = field_type::text,
      .tab = general,
      .help = "The user name the broker asks for, where it asks for one."},
     read_username},
    {{.key = "password",
      .type = field_type::text,
      .tab = general,
      .secret = true,
      .help = "The password that goes with the user name."},
     read_password},
    {{.key = "clientCertificate",
      .type = field_type::text,
      .tab = general,
      .applies = with_tls,
      .help = "The certificate by which the broker knows this client, with its chain: PEM text, or "
              "the path of a PEM or PKCS#12 file. Files are read again at each connect."},
     [](value& in, settings& out) { take(in.secret(), out.tls.client_certificate); }},
    {{.key = "clientKey",
      .type = field_type::text,
      .tab = general,
      .secret = true,
      .applies = with_tls,
      .help = "The private key of that certificate: PEM text, or the path of a PEM file; not "
              "needed where the certificate's file holds it."},
     [](value& in, settings& out) { take(in.secret(), out.tls.client_key); }},
    {{.key = "clientKeyPassword",
      .type = field_type::text,
      .tab = general,
      .secret = true,
      .applies = with_tls,
      .help = "The password of the private key, or of the PKCS#12 file, where it has one."},
     [](value& in, settings& out) { take(in.secret(), out.tls.client_key_password); }},
    {{.key = "serverCertificate",
      .type = field_type::text,
      .tab = general,
      .applies = with_tls,
      .help = "The authority to trust, or the server's own certificate: PEM text, or the path of a "
              "PEM file, which may hold several, and revocation lists. Without it, the system's "
              "authorities are trusted, which is right for most public brokers."},
     [](value& in, settings& out) { take(in.text(), out.tls.server_certificate); }},
    {{.key = "mqttVersion",
      .type = field_type::choice,
      .tab = general,
      .default_text = R"("3.1.1")",
      .allowed = version_choices,
      .help = "The version of MQTT to speak; nearly every broker understands 3.1.1."},
     read_version},
    {{.key = "insecureSkipVerify",
      .type = field_type::flag,
      .tab = general,
      .default_text = "false",
      .applies = with_tls,
      .help = "Whether to accept any certificate of the server, so that anybody between can read "
              "and change everything. Only for trying things out."},
     [](value& in, settings& out) { take(in.flag(), out.tls.skip_verify); }},
    {{.key = "serverName",
      .type = field_type::text,
      .tab = general,
      .applies = with_tls,
      .help = "The name that the server's certificate must hold, where it is not the host of "
              "brokerUrl."},
     read_server_name},
    {{.key = "alpn",
      .type = field_type::list,
      .tab = general,
      .applies = with_tls,
      .help = "Names of protocols to offer in the TLS handshake (ALPN). AWS IoT on port 443 needs "
              "x-amzn-mqtt-ca; others need none."},
     read_alpn},
    {{.key = "tlsMinVersion",
      .type = field_type::choice,
      .tab = general,
      .default_text = R"("1.2")",
      .applies = with_tls,
      .allowed = tls_version_choices,
      .help = "The oldest version of TLS to accept."},
     [](value& in, settings& out) { take(in.choice_index(), out.tls.minimum); }},
    {{.key = "webSocketHeaders",
      .type = field_type::map,
      .tab = general,
      .secret = true,
      .applies = with_web_socket,
      .help = "Headers to send with the WebSocket's HTTP request, such as Authorization."},
     read_web_socket_headers},
    {{.key = "proxy",
      .type = field_type::text,
      .tab = general,
      .secret = true,
      .help = "A proxy on the way to the broker: http://host:port or socks5://host:port, with "
              "user:password@ before the host where it asks for them."},
     read_proxy},
    {{.key = "sharedAccessKey",
      .type = field_type::text,
      .tab = general,
      .secret = true,
      .help = "The base64 key of a device, or of a policy, of Azure IoT Hub. The password of each "
              "connect is made from it, and renewed before it expires."},
     read_shared_access_key},
    {{.key = "sharedAccessKeyName",
      .type = field_type::text,
      .tab = general,
      .help = "The name of the policy that the key belongs to; empty for a device's own key."},
     [](value& in, settings& out) { take(in.text(), out.sas.key_name); }},
    {{.key = "sasTokenLifetime",
      .type = field_type::seconds,
      .tab = general,
      .default_text = R"("1h")",
      .minimum = 2 * second,
      .maximum = 365 * day,
      .help = "How long a password made from sharedAccessKey is good for."},
     [](value& in, settings& out) { take(in.seconds(), out.sas.lifetime); }},
};

}  // namespace

std::span<const field<connection_settings>> general_fields() { return table; }

transport_kind transport_of(const json_value& connection) {
  if (const auto chosen = sibling_choice(connection, "protocol", protocol_choices)) {
    return static_cast<transport_kind>(*chosen);
  }
  const json_value* brokers = connection.member("brokerUrl");
  if (brokers == nullptr || !brokers->is(json_kind::string)) return transport_kind::tcp;
  return transport_of_scheme(brokers->text).value_or(transport_kind::tcp);
}

}  // namespace ipaas::mqtt::config
