#include "session/mosquitto_failure.h"

#include <mosquitto.h>

#include <algorithm>
#include <array>

namespace ipaas::mqtt::session {

namespace {

struct status_row {
  int status;
  error_code code;
  std::string_view words;
};

// A session that libmosquitto drives on our behalf meets few of these. They are complete so that
// none is ever told as something that it is not.
constexpr auto statuses = std::to_array<status_row>({
    {MOSQ_ERR_AUTH_CONTINUE, error_code::protocol_error,
     "the broker goes on with an authentication that was not asked for"},
    {MOSQ_ERR_NO_SUBSCRIBERS, error_code::core_runtime, "nobody has subscribed"},
    {MOSQ_ERR_SUB_EXISTS, error_code::core_runtime, "the subscription is there already"},
    {MOSQ_ERR_CONN_PENDING, error_code::not_connected, "the connection is not up yet"},
    {MOSQ_ERR_SUCCESS, error_code::core_runtime, "it ended without a failure"},
    {MOSQ_ERR_NOMEM, error_code::core_resource, "there is no memory left"},
    {MOSQ_ERR_PROTOCOL, error_code::protocol_error, "the broker broke the rules of MQTT"},
    {MOSQ_ERR_INVAL, error_code::core_runtime, "it was given a value that it does not take"},
    {MOSQ_ERR_NO_CONN, error_code::not_connected, "there is no connection"},
    {MOSQ_ERR_CONN_REFUSED, error_code::server_unavailable, "the broker refused the session"},
    {MOSQ_ERR_NOT_FOUND, error_code::core_runtime, "a message or a subscription was not found"},
    {MOSQ_ERR_CONN_LOST, error_code::connection_lost, "the connection ended"},
    {MOSQ_ERR_TLS, error_code::tls_handshake, "TLS failed"},
    {MOSQ_ERR_PAYLOAD_SIZE, error_code::packet_too_large, "a payload is too large"},
    {MOSQ_ERR_NOT_SUPPORTED, error_code::core_runtime, "it does not support what it was asked for"},
    {MOSQ_ERR_AUTH, error_code::bad_credentials, "the broker did not accept the credentials"},
    {MOSQ_ERR_ACL_DENIED, error_code::not_authorized, "the broker does not allow it"},
    {MOSQ_ERR_UNKNOWN, error_code::core_runtime, "it does not say why"},
    {MOSQ_ERR_ERRNO, error_code::connection_lost, "the system refused a read or a write"},
    {MOSQ_ERR_EAI, error_code::dns, "a name could not be looked up"},
    {MOSQ_ERR_PROXY, error_code::proxy, "the proxy failed"},
    {MOSQ_ERR_PLUGIN_DEFER, error_code::core_runtime, "a plugin of the broker left it to others"},
    {MOSQ_ERR_MALFORMED_UTF8, error_code::protocol_error, "a text is not UTF-8"},
    {MOSQ_ERR_KEEPALIVE, error_code::ping_timeout, "a ping was not answered within keepAlive"},
    {MOSQ_ERR_LOOKUP, error_code::dns, "a name could not be looked up"},
    {MOSQ_ERR_MALFORMED_PACKET, error_code::protocol_error, "a packet is malformed"},
    {MOSQ_ERR_DUPLICATE_PROPERTY, error_code::protocol_error, "a packet has a property twice"},
    {MOSQ_ERR_TLS_HANDSHAKE, error_code::tls_handshake, "the TLS handshake failed"},
    {MOSQ_ERR_QOS_NOT_SUPPORTED, error_code::publish_rejected,
     "the broker does not support the QoS"},
    {MOSQ_ERR_OVERSIZE_PACKET, error_code::packet_too_large,
     "a packet is larger than the broker takes"},
    {MOSQ_ERR_OCSP, error_code::tls_certificate, "the revocation of a certificate is not known"},
    {MOSQ_ERR_TIMEOUT, error_code::connection_lost, "the broker did not answer in time"},
    {MOSQ_ERR_RETAIN_NOT_SUPPORTED, error_code::publish_rejected,
     "the broker does not keep retained messages"},
    {MOSQ_ERR_TOPIC_ALIAS_INVALID, error_code::protocol_error, "a topic alias is not valid"},
    {MOSQ_ERR_ADMINISTRATIVE_ACTION, error_code::connection_lost,
     "the broker's operator ended the connection"},
    {MOSQ_ERR_ALREADY_EXISTS, error_code::core_runtime, "it is there already"},
});

constexpr status_row unknown{0, error_code::core_runtime, "it does not say why"};

const status_row& row_of(int status) {
  const auto found = std::ranges::find(statuses, status, &status_row::status);
  return found == statuses.end() ? unknown : *found;
}

}  // namespace

error_code code_of_mosquitto(int status) { return row_of(status).code; }

std::string_view words_of_mosquitto(int status) { return row_of(status).words; }

}  // namespace ipaas::mqtt::session
