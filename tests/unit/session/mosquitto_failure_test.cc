// Every status that the installed libmosquitto declares has its own words and one of our codes.
#include "session/mosquitto_failure.h"

#include <gtest/gtest.h>
#include <mosquitto.h>

#include <climits>
#include <map>
#include <string>

#include "error_pages/header_constants.h"

namespace ipaas::mqtt::session {
namespace {

constexpr std::string_view no_words = "it does not say why";

const std::map<std::string, error_code> expected{
    {"MOSQ_ERR_AUTH_CONTINUE", error_code::protocol_error},
    {"MOSQ_ERR_NO_SUBSCRIBERS", error_code::core_runtime},
    {"MOSQ_ERR_SUB_EXISTS", error_code::core_runtime},
    {"MOSQ_ERR_CONN_PENDING", error_code::not_connected},
    {"MOSQ_ERR_SUCCESS", error_code::core_runtime},
    {"MOSQ_ERR_NOMEM", error_code::core_resource},
    {"MOSQ_ERR_PROTOCOL", error_code::protocol_error},
    {"MOSQ_ERR_INVAL", error_code::core_runtime},
    {"MOSQ_ERR_NO_CONN", error_code::not_connected},
    {"MOSQ_ERR_CONN_REFUSED", error_code::server_unavailable},
    {"MOSQ_ERR_NOT_FOUND", error_code::core_runtime},
    {"MOSQ_ERR_CONN_LOST", error_code::connection_lost},
    {"MOSQ_ERR_TLS", error_code::tls_handshake},
    {"MOSQ_ERR_PAYLOAD_SIZE", error_code::packet_too_large},
    {"MOSQ_ERR_NOT_SUPPORTED", error_code::core_runtime},
    {"MOSQ_ERR_AUTH", error_code::bad_credentials},
    {"MOSQ_ERR_ACL_DENIED", error_code::not_authorized},
    {"MOSQ_ERR_UNKNOWN", error_code::core_runtime},
    {"MOSQ_ERR_ERRNO", error_code::connection_lost},
    {"MOSQ_ERR_EAI", error_code::dns},
    {"MOSQ_ERR_PROXY", error_code::proxy},
    {"MOSQ_ERR_PLUGIN_DEFER", error_code::core_runtime},
    {"MOSQ_ERR_MALFORMED_UTF8", error_code::protocol_error},
    {"MOSQ_ERR_KEEPALIVE", error_code::ping_timeout},
    {"MOSQ_ERR_LOOKUP", error_code::dns},
    {"MOSQ_ERR_MALFORMED_PACKET", error_code::protocol_error},
    {"MOSQ_ERR_DUPLICATE_PROPERTY", error_code::protocol_error},
    {"MOSQ_ERR_TLS_HANDSHAKE", error_code::tls_handshake},
    {"MOSQ_ERR_QOS_NOT_SUPPORTED", error_code::publish_rejected},
    {"MOSQ_ERR_OVERSIZE_PACKET", error_code::packet_too_large},
    {"MOSQ_ERR_OCSP", error_code::tls_certificate},
    {"MOSQ_ERR_TIMEOUT", error_code::connection_lost},
    {"MOSQ_ERR_RETAIN_NOT_SUPPORTED", error_code::publish_rejected},
    {"MOSQ_ERR_TOPIC_ALIAS_INVALID", error_code::protocol_error},
    {"MOSQ_ERR_ADMINISTRATIVE_ACTION", error_code::connection_lost},
    {"MOSQ_ERR_ALREADY_EXISTS", error_code::core_runtime},
};

TEST(mosquitto_failure, every_status_that_is_declared_has_its_code_and_its_words) {
  const auto statuses = error_pages::constants_in(IPAAS_MOSQUITTO_H, "MOSQ_ERR_");
  ASSERT_GE(statuses.size(), 36U);
  for (const auto& each : statuses) {
    const auto found = expected.find(each.name);
    ASSERT_NE(found, expected.end()) << each.name << " is new: map it";
    EXPECT_EQ(code_of_mosquitto(each.number), found->second) << each.name;
    EXPECT_EQ(words_of_mosquitto(each.number) == no_words, each.number == MOSQ_ERR_UNKNOWN)
        << each.name;
  }
}

TEST(mosquitto_failure, every_other_number_is_a_failure_within) {
  for (const int number : {INT_MIN, -5, 32, 1000, INT_MAX}) {
    EXPECT_EQ(code_of_mosquitto(number), error_code::core_runtime);
    EXPECT_EQ(words_of_mosquitto(number), no_words);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::session
