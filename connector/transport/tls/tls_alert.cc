// What the peer's alerts mean, each of them.
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "transport/tls/tls_error.h"

namespace ipaas::mqtt::transport {
namespace {

// About what a peer complains.
enum class subject : unsigned char { ours, certificate, version, cipher, name, protocol };

struct alert {
  int number;
  std::string_view name;
  subject about;
  std::string_view words;
};

constexpr std::array alerts{
    alert{SSL_AD_CLOSE_NOTIFY, "close_notify", subject::ours, "it wants to talk no more"},
    alert{SSL_AD_UNEXPECTED_MESSAGE, "unexpected_message", subject::ours,
          "it did not expect a message of ours"},
    alert{SSL_AD_BAD_RECORD_MAC, "bad_record_mac", subject::ours,
          "data was changed on its way, or the two sides have different keys"},
    alert{SSL_AD_DECRYPTION_FAILED, "decryption_failed", subject::ours,
          "it could not decrypt what we sent"},
    alert{SSL_AD_RECORD_OVERFLOW, "record_overflow", subject::ours, "a record was too long for it"},
    alert{SSL_AD_DECOMPRESSION_FAILURE, "decompression_failure", subject::ours,
          "it could not decompress what we sent"},
    alert{SSL_AD_HANDSHAKE_FAILURE, "handshake_failure", subject::cipher,
          "nothing that we offer suits it"},
    alert{SSL_AD_NO_CERTIFICATE, "no_certificate", subject::certificate, "it wants one"},
    alert{SSL_AD_BAD_CERTIFICATE, "bad_certificate", subject::certificate,
          "it is damaged, or not one that the server takes"},
    alert{SSL_AD_UNSUPPORTED_CERTIFICATE, "unsupported_certificate", subject::certificate,
          "it is of a kind that the server does not support"},
    alert{SSL_AD_CERTIFICATE_REVOKED, "certificate_revoked", subject::certificate,
          "it has been revoked"},
    alert{SSL_AD_CERTIFICATE_EXPIRED, "certificate_expired", subject::certificate,
          "it has expired, or is not valid yet, by the server's clock"},
    alert{SSL_AD_CERTIFICATE_UNKNOWN, "certificate_unknown", subject::certificate,
          "the server does not know it, or does not say why"},
    alert{SSL_AD_ILLEGAL_PARAMETER, "illegal_parameter", subject::ours,
          "a value that we sent is not allowed"},
    alert{SSL_AD_UNKNOWN_CA, "unknown_ca", subject::certificate,
          "the server does not know the authority that issued it; intermediate certificates belong "
          "behind it in clientCertificate"},
    alert{SSL_AD_ACCESS_DENIED, "access_denied", subject::certificate,
          "it is valid, but not allowed in"},
    alert{SSL_AD_DECODE_ERROR, "decode_error", subject::ours,
          "it could not read a message of ours"},
    alert{SSL_AD_DECRYPT_ERROR, "decrypt_error", subject::ours,
          "a signature or a key of the handshake was wrong"},
    alert{SSL_AD_EXPORT_RESTRICTION, "export_restriction", subject::cipher,
          "it keeps to old export rules"},
    alert{SSL_AD_PROTOCOL_VERSION, "protocol_version", subject::version,
          "it speaks no TLS version that we offer"},
    alert{SSL_AD_INSUFFICIENT_SECURITY, "insufficient_security", subject::cipher,
          "it wants stronger ciphers"},
    alert{SSL_AD_INTERNAL_ERROR, "internal_error", subject::ours,
          "something failed inside the server, or its settings for TLS are not complete"},
    alert{SSL_AD_INAPPROPRIATE_FALLBACK, "inappropriate_fallback", subject::version,
          "it can do better than the version in use"},
    alert{SSL_AD_USER_CANCELLED, "user_canceled", subject::ours, "it was cancelled there"},
    alert{SSL_AD_NO_RENEGOTIATION, "no_renegotiation", subject::ours,
          "it does not want to negotiate again"},
    alert{SSL_AD_MISSING_EXTENSION, "missing_extension", subject::ours,
          "it misses an extension of TLS"},
    alert{SSL_AD_UNSUPPORTED_EXTENSION, "unsupported_extension", subject::ours,
          "it does not support an extension of TLS"},
    alert{SSL_AD_CERTIFICATE_UNOBTAINABLE, "certificate_unobtainable", subject::certificate,
          "the server could not fetch it"},
    alert{SSL_AD_UNRECOGNIZED_NAME, "unrecognized_name", subject::name,
          "it does not serve the name"},
    alert{SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE, "bad_certificate_status_response",
          subject::certificate, "the answer about its revocation was not accepted"},
    alert{SSL_AD_BAD_CERTIFICATE_HASH_VALUE, "bad_certificate_hash_value", subject::certificate,
          "its digest does not fit"},
    alert{SSL_AD_UNKNOWN_PSK_IDENTITY, "unknown_psk_identity", subject::ours,
          "it does not know the key that it was offered"},
    alert{SSL_AD_CERTIFICATE_REQUIRED, "certificate_required", subject::certificate,
          "it wants one"},
    alert{SSL_AD_NO_APPLICATION_PROTOCOL, "no_application_protocol", subject::protocol,
          "it takes none of the protocols in alpn"},
};

alert_meaning about_certificate(const alert& told, const tls_offer& offer) {
  if (!offer.client_certificate) {
    return {error_code::tls_certificate,
            fmt::format("The server wants a client certificate, and there is none: set "
                        "clientCertificate and clientKey (alert {})",
                        told.name)};
  }
  if (told.number == SSL_AD_CERTIFICATE_REQUIRED || told.number == SSL_AD_NO_CERTIFICATE) {
    return {error_code::tls_certificate,
            fmt::format("The server wants another client certificate than the one in "
                        "clientCertificate: it names authorities that did not issue it (alert {})",
                        told.name)};
  }
  return {error_code::tls_certificate,
          fmt::format("The server refuses the client certificate in clientCertificate: {} (alert "
                      "{})",
                      told.words, told.name)};
}

std::string_view advice_for(const alert& told, const tls_offer& offer) {
  switch (told.about) {
    case subject::cipher:
      return offer.client_certificate ? "; no cipher is common to both, or it does not take the "
                                        "certificate in clientCertificate"
                                      : "; no cipher is common to both, or it wants a client "
                                        "certificate (clientCertificate)";
    case subject::version:
      return offer.minimum == config::tls_version::v1_3
                 ? "; tlsMinVersion is 1.3, try 1.2"
                 : "; it is too old for TLS 1.2, the oldest that is taken here";
    case subject::name:
      return ", which is serverName, or the host in brokerUrl where that is not set";
    default:
      return {};
  }
}

}  // namespace

std::string_view name_of_alert(int number) {
  const auto found = std::ranges::find(alerts, number, &alert::number);
  return found == alerts.end() ? std::string_view() : found->name;
}

alert_meaning meaning_of_alert(int number, const tls_offer& offer) {
  const auto found = std::ranges::find(alerts, number, &alert::number);
  if (found == alerts.end()) {
    return {error_code::tls_handshake,
            fmt::format("The server ended TLS with alert {}, which no standard names", number)};
  }
  const bool missed = offer.certificate_missed && number == SSL_AD_HANDSHAKE_FAILURE;
  if (missed || found->about == subject::certificate) return about_certificate(*found, offer);
  const auto name = found->about == subject::name ? fmt::format(" {}", offer.name) : std::string();
  return {error_code::tls_handshake,
          fmt::format("The server ended TLS with alert {}: {}{}{}", found->name, found->words, name,
                      advice_for(*found, offer))};
}

}  // namespace ipaas::mqtt::transport
