// What the peer's alerts mean, each of them.
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "message/problem_text.h"
#include "transport/tls/tls_error.h"

namespace ipaas::mqtt::transport {
namespace {

// About what a peer complains.
enum class subject : unsigned char { ours, certificate, version, cipher, name, protocol };

struct alert {
  int number;
  std::string_view name;
  subject about;
  const sentence<0>* words;
};

constexpr std::array alerts{
    alert{SSL_AD_CLOSE_NOTIFY, "close_notify", subject::ours, &problem::alert_close_notify},
    alert{SSL_AD_UNEXPECTED_MESSAGE, "unexpected_message", subject::ours,
          &problem::alert_unexpected_message},
    alert{SSL_AD_BAD_RECORD_MAC, "bad_record_mac", subject::ours, &problem::alert_bad_record_mac},
    alert{SSL_AD_DECRYPTION_FAILED, "decryption_failed", subject::ours,
          &problem::alert_decryption_failed},
    alert{SSL_AD_RECORD_OVERFLOW, "record_overflow", subject::ours,
          &problem::alert_record_overflow},
    alert{SSL_AD_DECOMPRESSION_FAILURE, "decompression_failure", subject::ours,
          &problem::alert_decompression_failure},
    alert{SSL_AD_HANDSHAKE_FAILURE, "handshake_failure", subject::cipher,
          &problem::alert_handshake_failure},
    alert{SSL_AD_NO_CERTIFICATE, "no_certificate", subject::certificate,
          &problem::alert_certificate_wanted},
    alert{SSL_AD_BAD_CERTIFICATE, "bad_certificate", subject::certificate,
          &problem::alert_bad_certificate},
    alert{SSL_AD_UNSUPPORTED_CERTIFICATE, "unsupported_certificate", subject::certificate,
          &problem::alert_unsupported_certificate},
    alert{SSL_AD_CERTIFICATE_REVOKED, "certificate_revoked", subject::certificate,
          &problem::alert_certificate_revoked},
    alert{SSL_AD_CERTIFICATE_EXPIRED, "certificate_expired", subject::certificate,
          &problem::alert_certificate_expired},
    alert{SSL_AD_CERTIFICATE_UNKNOWN, "certificate_unknown", subject::certificate,
          &problem::alert_certificate_unknown},
    alert{SSL_AD_ILLEGAL_PARAMETER, "illegal_parameter", subject::ours,
          &problem::alert_illegal_parameter},
    alert{SSL_AD_UNKNOWN_CA, "unknown_ca", subject::certificate, &problem::alert_unknown_ca},
    alert{SSL_AD_ACCESS_DENIED, "access_denied", subject::certificate,
          &problem::alert_access_denied},
    alert{SSL_AD_DECODE_ERROR, "decode_error", subject::ours, &problem::alert_decode_error},
    alert{SSL_AD_DECRYPT_ERROR, "decrypt_error", subject::ours, &problem::alert_decrypt_error},
    alert{SSL_AD_EXPORT_RESTRICTION, "export_restriction", subject::cipher,
          &problem::alert_export_restriction},
    alert{SSL_AD_PROTOCOL_VERSION, "protocol_version", subject::version,
          &problem::alert_protocol_version},
    alert{SSL_AD_INSUFFICIENT_SECURITY, "insufficient_security", subject::cipher,
          &problem::alert_insufficient_security},
    alert{SSL_AD_INTERNAL_ERROR, "internal_error", subject::ours, &problem::alert_internal_error},
    alert{SSL_AD_INAPPROPRIATE_FALLBACK, "inappropriate_fallback", subject::version,
          &problem::alert_inappropriate_fallback},
    alert{SSL_AD_USER_CANCELLED, "user_canceled", subject::ours, &problem::alert_user_cancelled},
    alert{SSL_AD_NO_RENEGOTIATION, "no_renegotiation", subject::ours,
          &problem::alert_no_renegotiation},
    alert{SSL_AD_MISSING_EXTENSION, "missing_extension", subject::ours,
          &problem::alert_missing_extension},
    alert{SSL_AD_UNSUPPORTED_EXTENSION, "unsupported_extension", subject::ours,
          &problem::alert_unsupported_extension},
    alert{SSL_AD_CERTIFICATE_UNOBTAINABLE, "certificate_unobtainable", subject::certificate,
          &problem::alert_certificate_unobtainable},
    alert{SSL_AD_UNRECOGNIZED_NAME, "unrecognized_name", subject::name,
          &problem::alert_unrecognized_name},
    alert{SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE, "bad_certificate_status_response",
          subject::certificate, &problem::alert_bad_status_response},
    alert{SSL_AD_BAD_CERTIFICATE_HASH_VALUE, "bad_certificate_hash_value", subject::certificate,
          &problem::alert_bad_hash_value},
    alert{SSL_AD_UNKNOWN_PSK_IDENTITY, "unknown_psk_identity", subject::ours,
          &problem::alert_unknown_psk_identity},
    alert{SSL_AD_CERTIFICATE_REQUIRED, "certificate_required", subject::certificate,
          &problem::alert_certificate_wanted},
    alert{SSL_AD_NO_APPLICATION_PROTOCOL, "no_application_protocol", subject::protocol,
          &problem::alert_no_application_protocol},
};

alert_meaning about_certificate(const alert& told, const tls_offer& offer) {
  if (!offer.client_certificate) {
    return {error_code::tls_certificate, say(problem::alert_wants_certificate, told.name)};
  }
  if (told.number == SSL_AD_CERTIFICATE_REQUIRED || told.number == SSL_AD_NO_CERTIFICATE) {
    return {error_code::tls_certificate, say(problem::alert_wants_other_certificate, told.name)};
  }
  return {error_code::tls_certificate,
          say(problem::alert_refuses_certificate, *told.words, told.name)};
}

phrase advice_for(const alert& told, const tls_offer& offer) {
  switch (told.about) {
    case subject::cipher:
      return say(offer.client_certificate ? problem::alert_cipher_or_certificate
                                          : problem::alert_cipher_or_none);
    case subject::version:
      return say(offer.minimum == config::tls_version::v1_3 ? problem::alert_try_1_2
                                                            : problem::alert_below_1_2);
    case subject::name:
      return say(problem::alert_which_name, offer.name);
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
    return {error_code::tls_handshake, say(problem::alert_without_name, number)};
  }
  const bool missed = offer.certificate_missed && number == SSL_AD_HANDSHAKE_FAILURE;
  if (missed || found->about == subject::certificate) return about_certificate(*found, offer);
  return {error_code::tls_handshake,
          say(problem::alert_told, found->name, *found->words, advice_for(*found, offer))};
}

}  // namespace ipaas::mqtt::transport
