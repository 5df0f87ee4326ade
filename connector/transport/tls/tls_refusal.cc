// Why a server's certificate was refused: every result of X509_verify_cert in words.
#include <algorithm>
#include <array>
#include <string>

#include "message/problem_text.h"
#include "transport/tls/certificate_facts.h"
#include "transport/tls/tls_error.h"

namespace ipaas::mqtt::transport {
namespace {

struct refusal {
  int code;
  const sentence<0>* words;  // the predicate of a sentence about the certificate
};

constexpr std::array refusals{
    refusal{X509_V_OK, &problem::verify_ok},
    refusal{X509_V_ERR_UNSPECIFIED, &problem::verify_unspecified},
    refusal{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, &problem::verify_unknown_issuer},
    refusal{X509_V_ERR_UNABLE_TO_GET_CRL, &problem::verify_no_list},
    refusal{X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, &problem::verify_signature_unreadable},
    refusal{X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, &problem::verify_list_signature_unreadable},
    refusal{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, &problem::verify_issuer_key_unreadable},
    refusal{X509_V_ERR_CERT_SIGNATURE_FAILURE, &problem::verify_signature_wrong},
    refusal{X509_V_ERR_CRL_SIGNATURE_FAILURE, &problem::verify_list_signature_wrong},
    refusal{X509_V_ERR_CERT_NOT_YET_VALID, &problem::verify_early},
    refusal{X509_V_ERR_CERT_HAS_EXPIRED, &problem::verify_expired},
    refusal{X509_V_ERR_CRL_NOT_YET_VALID, &problem::verify_list_early},
    refusal{X509_V_ERR_CRL_HAS_EXPIRED, &problem::verify_list_expired},
    refusal{X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, &problem::verify_first_day},
    refusal{X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, &problem::verify_last_day},
    refusal{X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, &problem::verify_list_first_day},
    refusal{X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, &problem::verify_list_last_day},
    refusal{X509_V_ERR_OUT_OF_MEM, &problem::verify_no_memory},
    refusal{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, &problem::verify_self_signed},
    refusal{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, &problem::verify_self_signed_root},
    refusal{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, &problem::verify_unknown_issuer},
    refusal{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, &problem::verify_unknown_issuer},
    refusal{X509_V_ERR_CERT_CHAIN_TOO_LONG, &problem::verify_chain_long},
    refusal{X509_V_ERR_CERT_REVOKED, &problem::verify_revoked},
    refusal{X509_V_ERR_NO_ISSUER_PUBLIC_KEY, &problem::verify_issuer_without_key},
    refusal{X509_V_ERR_PATH_LENGTH_EXCEEDED, &problem::verify_path_long},
    refusal{X509_V_ERR_INVALID_PURPOSE, &problem::verify_purpose},
    refusal{X509_V_ERR_CERT_UNTRUSTED, &problem::verify_untrusted},
    refusal{X509_V_ERR_CERT_REJECTED, &problem::verify_rejected},
    refusal{X509_V_ERR_SUBJECT_ISSUER_MISMATCH, &problem::verify_issuer_differs},
    refusal{X509_V_ERR_AKID_SKID_MISMATCH, &problem::verify_issuer_key_differs},
    refusal{X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH, &problem::verify_issuer_certificate_differs},
    refusal{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, &problem::verify_issuer_may_not_sign},
    refusal{X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, &problem::verify_list_issuer_unknown},
    refusal{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, &problem::verify_critical_extension},
    refusal{X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, &problem::verify_list_issuer_may_not_sign},
    refusal{X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, &problem::verify_list_critical_extension},
    refusal{X509_V_ERR_INVALID_NON_CA, &problem::verify_is_authority},
    refusal{X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED, &problem::verify_proxy_path_long},
    refusal{X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE, &problem::verify_no_digital_signature},
    refusal{X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED, &problem::verify_proxy},
    refusal{X509_V_ERR_INVALID_EXTENSION, &problem::verify_extension},
    refusal{X509_V_ERR_INVALID_POLICY_EXTENSION, &problem::verify_policy_extension},
    refusal{X509_V_ERR_NO_EXPLICIT_POLICY, &problem::verify_no_policy},
    refusal{X509_V_ERR_DIFFERENT_CRL_SCOPE, &problem::verify_list_scope},
    refusal{X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE, &problem::verify_feature},
    refusal{X509_V_ERR_UNNESTED_RESOURCE, &problem::verify_resources},
    refusal{X509_V_ERR_PERMITTED_VIOLATION, &problem::verify_name_not_permitted},
    refusal{X509_V_ERR_EXCLUDED_VIOLATION, &problem::verify_name_excluded},
    refusal{X509_V_ERR_SUBTREE_MINMAX, &problem::verify_constraint_bounds},
    refusal{X509_V_ERR_APPLICATION_VERIFICATION, &problem::verify_additional_check},
    refusal{X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, &problem::verify_constraint_type},
    refusal{X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, &problem::verify_constraint_syntax},
    refusal{X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, &problem::verify_name_syntax},
    refusal{X509_V_ERR_CRL_PATH_VALIDATION_ERROR, &problem::verify_list_path},
    refusal{X509_V_ERR_PATH_LOOP, &problem::verify_path_loop},
    refusal{X509_V_ERR_SUITE_B_INVALID_VERSION, &problem::verify_suite_b_version},
    refusal{X509_V_ERR_SUITE_B_INVALID_ALGORITHM, &problem::verify_suite_b_key},
    refusal{X509_V_ERR_SUITE_B_INVALID_CURVE, &problem::verify_suite_b_curve},
    refusal{X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM, &problem::verify_suite_b_signature},
    refusal{X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED, &problem::verify_suite_b_level},
    refusal{X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256, &problem::verify_suite_b_weaker},
    refusal{X509_V_ERR_HOSTNAME_MISMATCH, &problem::verify_other_name},
    refusal{X509_V_ERR_EMAIL_MISMATCH, &problem::verify_other_mail},
    refusal{X509_V_ERR_IP_ADDRESS_MISMATCH, &problem::verify_other_address},
    refusal{X509_V_ERR_DANE_NO_MATCH, &problem::verify_dane},
    refusal{X509_V_ERR_EE_KEY_TOO_SMALL, &problem::verify_key_short},
    refusal{X509_V_ERR_CA_KEY_TOO_SMALL, &problem::verify_authority_key_short},
    refusal{X509_V_ERR_CA_MD_TOO_WEAK, &problem::verify_digest_weak},
    refusal{X509_V_ERR_INVALID_CALL, &problem::verify_wrong_call},
    refusal{X509_V_ERR_STORE_LOOKUP, &problem::verify_store},
    refusal{X509_V_ERR_NO_VALID_SCTS, &problem::verify_not_logged},
    refusal{X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION, &problem::verify_proxy_name},
    refusal{X509_V_ERR_OCSP_VERIFY_NEEDED, &problem::verify_ocsp_needed},
    refusal{X509_V_ERR_OCSP_VERIFY_FAILED, &problem::verify_ocsp_failed},
    refusal{X509_V_ERR_OCSP_CERT_UNKNOWN, &problem::verify_ocsp_unknown},
    refusal{X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM, &problem::verify_signature_algorithm},
    refusal{X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH, &problem::verify_signature_algorithm_differs},
    refusal{X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY, &problem::verify_signature_algorithms},
    refusal{X509_V_ERR_INVALID_CA, &problem::verify_no_authority},
    refusal{X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, &problem::verify_limit_without_authority},
    refusal{X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, &problem::verify_limit_without_signing},
    refusal{X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA,
            &problem::verify_signing_without_authority},
    refusal{X509_V_ERR_ISSUER_NAME_EMPTY, &problem::verify_issuer_unnamed},
    refusal{X509_V_ERR_SUBJECT_NAME_EMPTY, &problem::verify_authority_unnamed},
    refusal{X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, &problem::verify_issuer_key_unnamed},
    refusal{X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, &problem::verify_own_key_unnamed},
    refusal{X509_V_ERR_EMPTY_SUBJECT_ALT_NAME, &problem::verify_names_empty},
    refusal{X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL, &problem::verify_names_not_critical},
    refusal{X509_V_ERR_CA_BCONS_NOT_CRITICAL, &problem::verify_authority_not_critical},
    refusal{X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL, &problem::verify_issuer_key_critical},
    refusal{X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL, &problem::verify_own_key_critical},
    refusal{X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, &problem::verify_authority_without_usage},
    refusal{X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3, &problem::verify_version},
    refusal{X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, &problem::verify_own_curve},
};

const sentence<0>& words_for(int code) {
  const auto found = std::ranges::find(refusals, code, &refusal::code);
  return found == refusals.end() ? problem::verify_unknown : *found->words;
}

bool is_name_mismatch(int code) {
  return code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH;
}

// A certificate may list hundreds of names, some of them made up by an attacker to fill a screen.
phrase list_names(const X509* certificate) {
  constexpr std::size_t most = 10;
  const auto names = names_of(certificate);
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) list += ", ";
    list += names[i].substr(0, 255);
  }
  if (names.size() > most) return say(problem::certificate_more_names, list, names.size() - most);
  return list.empty() ? say(problem::certificate_no_names) : phrase_value(list).text();
}

// What this certificate adds to the words.
phrase particulars(int code, const X509* certificate, std::string_view expected) {
  switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return say(problem::certificate_expired_on, date_text(not_after(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return say(problem::certificate_valid_from, date_text(not_before(certificate)),
                 date_text(wall_clock::now()));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return say(problem::certificate_give_issuer, issuer_of(certificate));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return say(problem::certificate_give_itself);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return say(problem::certificate_names, expected, list_names(certificate));
    default:
      return {};
  }
}

}  // namespace

error_code code_of_verification(int result) {
  if (is_name_mismatch(result)) return error_code::tls_hostname;
  switch (result) {
    case X509_V_ERR_OUT_OF_MEM:
      return error_code::core_resource;
    case X509_V_ERR_INVALID_CALL:
      return error_code::core_runtime;
    default:
      return error_code::tls_certificate;
  }
}

error describe_refusal(const verification_fault& fault, std::string_view expected) {
  const X509* own = fault.chain.empty() ? nullptr : fault.chain.front().get();
  const X509* certificate = fault.certificate ? fault.certificate.get() : own;
  const error_code code = code_of_verification(fault.code);
  if (certificate == nullptr) {
    return describe(code, say(problem::certificate_unseen, words_for(fault.code)));
  }
  const bool is_own = own == nullptr || X509_cmp(own, certificate) == 0;
  return describe(code,
                  say(problem::certificate_refused,
                      is_own ? problem::certificate_of_broker : problem::certificate_of_issuer,
                      subject_of(certificate), words_for(fault.code),
                      particulars(fault.code, certificate, expected)));
}

}  // namespace ipaas::mqtt::transport
