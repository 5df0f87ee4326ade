#include "transport/tls/tls_error.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "message/problem_text.h"

namespace ipaas::mqtt::transport {
namespace {

enum class cause : unsigned char { version, cipher, no_tls };

struct known_reason {
  int reason;
  cause why;
};
constexpr std::array known_reasons{
    known_reason{SSL_R_UNSUPPORTED_PROTOCOL, cause::version},
    known_reason{SSL_R_WRONG_SSL_VERSION, cause::version},
    known_reason{SSL_R_NO_PROTOCOLS_AVAILABLE, cause::version},
    known_reason{SSL_R_UNKNOWN_SSL_VERSION, cause::version},
    known_reason{SSL_R_VERSION_TOO_LOW, cause::version},
    known_reason{SSL_R_BAD_PROTOCOL_VERSION_NUMBER, cause::version},
    known_reason{SSL_R_INAPPROPRIATE_FALLBACK, cause::version},
    known_reason{SSL_R_NO_SHARED_CIPHER, cause::cipher},
    known_reason{SSL_R_WRONG_CIPHER_RETURNED, cause::cipher},
    known_reason{SSL_R_UNKNOWN_CIPHER_RETURNED, cause::cipher},
    known_reason{SSL_R_NO_CIPHERS_AVAILABLE, cause::cipher},
    known_reason{SSL_R_DH_KEY_TOO_SMALL, cause::cipher},
    known_reason{SSL_R_WRONG_SIGNATURE_TYPE, cause::cipher},
    known_reason{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, cause::cipher},
    known_reason{SSL_R_WRONG_VERSION_NUMBER, cause::no_tls},
    known_reason{SSL_R_UNKNOWN_PROTOCOL, cause::no_tls},
    known_reason{SSL_R_HTTP_REQUEST, cause::no_tls},
    known_reason{SSL_R_HTTPS_PROXY_REQUEST, cause::no_tls},
};

// The numbers of other parts of OpenSSL, which may fail on the way, mean something else.
std::optional<cause> cause_of(unsigned long failure) {
  if (ERR_GET_LIB(failure) != ERR_LIB_SSL) return std::nullopt;
  const auto found =
      std::ranges::find(known_reasons, ERR_GET_REASON(failure), &known_reason::reason);
  if (found == known_reasons.end()) return std::nullopt;
  return found->why;
}

std::string words_of(unsigned long failure) {
  const char* words = ERR_reason_error_string(failure);
  return words == nullptr ? fmt::format("error {:x}", failure) : words;
}

std::optional<int> alert_in(unsigned long failure) {
  const int reason = ERR_GET_REASON(failure);
  const bool is_alert = ERR_GET_LIB(failure) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET &&
                        reason < SSL_AD_REASON_OFFSET + 256;
  if (!is_alert) return std::nullopt;
  return reason - SSL_AD_REASON_OFFSET;
}

// A record begins with its type and the major version; an SSL 2 server is none to talk to.
bool begins_as_tls(std::string_view bytes) {
  const bool is_record =
      bytes[0] >= SSL3_RT_CHANGE_CIPHER_SPEC && bytes[0] <= SSL3_RT_APPLICATION_DATA;
  return is_record && (bytes.size() < 2 || bytes[1] == SSL3_VERSION_MAJOR);
}

bool begins_as_connack(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x20' && bytes[1] >= 2 && bytes[1] < 32;
}

// Banners of SSH, FTP, SMTP and the like; nothing that could hurt a log.
std::string printable_bytes(std::string_view bytes) {
  std::string shown;
  for (const char each : bytes) {
    if (std::isprint(static_cast<unsigned char>(each)) == 0) break;
    shown += each;
  }
  return shown;
}

phrase spoken_instead(std::string_view bytes) {
  if (bytes.starts_with("HTTP/")) return say(problem::tls_answers_http);
  if (begins_as_connack(bytes)) return say(problem::tls_answers_mqtt);
  const std::string shown = printable_bytes(bytes);
  return shown.size() < 4 ? phrase{} : say(problem::tls_answers_words, shown);
}

error not_tls(std::string_view bytes) {
  return describe(error_code::tls_handshake,
                  say(problem::tls_not_spoken, spoken_instead(bytes), problem::tls_other_port));
}

const sentence<0>& version_advice(const tls_offer& offer) {
  return offer.minimum == config::tls_version::v1_3 ? problem::tls_server_below_1_3
                                                    : problem::tls_server_below_1_2;
}

error describe_cause(cause why, const tls_symptoms& symptoms, const tls_offer& offer) {
  const std::string words = words_of(symptoms.openssl);
  if (why == cause::version) {
    return describe(error_code::tls_handshake,
                    say(problem::tls_no_version, words, version_advice(offer)));
  }
  if (why == cause::cipher) {
    return describe(error_code::tls_handshake, say(problem::tls_no_cipher, words));
  }
  return not_tls(symptoms.first_bytes);
}

// Nothing of OpenSSL's, so the stream below has ended or failed.
error describe_closed(const tls_symptoms& symptoms, const tls_offer& offer) {
  const io_result& below = symptoms.below;
  if (below.status == io_status::failed && below.code != error_code::connection_lost) {
    return describe(below.code, say(problem::connection_broke, below.reason));
  }
  const phrase how = bracketed(below.reason);
  if (symptoms.first_bytes.empty()) {
    return describe(error_code::tls_handshake,
                    say(problem::tls_closed_unanswered, how, problem::tls_other_port));
  }
  if (offer.certificate_missed) {
    return describe(error_code::tls_certificate, say(problem::tls_closed_for_certificate, how));
  }
  return describe(error_code::tls_handshake, say(problem::tls_closed_midway, how));
}

}  // namespace

unsigned long take_openssl_error() {
  unsigned long first = 0;
  for (unsigned long next = ERR_get_error(); next != 0; next = ERR_get_error()) {
    const bool is_closer = ERR_GET_LIB(next) == ERR_LIB_SSL && ERR_GET_LIB(first) != ERR_LIB_SSL;
    if (first == 0 || is_closer) first = next;
  }
  return first;
}

error_code code_of_openssl(unsigned long failure) {
  if (const auto alert = alert_in(failure)) return meaning_of_alert(*alert, {}).code;
  if (ERR_GET_REASON(failure) == ERR_R_MALLOC_FAILURE) return error_code::core_resource;
  const bool is_verification = ERR_GET_LIB(failure) == ERR_LIB_SSL &&
                               ERR_GET_REASON(failure) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  return is_verification ? error_code::tls_certificate : error_code::tls_handshake;
}

error describe_handshake_failure(const tls_symptoms& symptoms, const tls_offer& offer) {
  if (!symptoms.first_bytes.empty() && !begins_as_tls(symptoms.first_bytes)) {
    return not_tls(symptoms.first_bytes);
  }
  if (symptoms.openssl == 0) return describe_closed(symptoms, offer);
  if (const auto alert = alert_in(symptoms.openssl)) {
    const alert_meaning meaning = meaning_of_alert(*alert, offer);
    return describe(meaning.code, meaning.detail);
  }
  if (const auto why = cause_of(symptoms.openssl)) {
    return describe_cause(*why, symptoms, offer);
  }
  return describe(code_of_openssl(symptoms.openssl),
                  say(problem::tls_handshake_failed, words_of(symptoms.openssl)));
}

io_result describe_later_failure(const tls_symptoms& symptoms, const tls_offer& offer) {
  if (const auto alert = alert_in(symptoms.openssl)) {
    const alert_meaning meaning = meaning_of_alert(*alert, offer);
    return {io_status::failed, 0, meaning.detail, meaning.code};
  }
  if (symptoms.openssl == 0 && symptoms.below.status == io_status::failed) return symptoms.below;
  if (symptoms.openssl == 0) {
    return {io_status::failed, 0, say(problem::tls_peer_closed), error_code::connection_lost};
  }
  return {io_status::failed, 0, say(problem::tls_broke, words_of(symptoms.openssl)),
          error_code::connection_lost};
}

}  // namespace ipaas::mqtt::transport
