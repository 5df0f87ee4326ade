// Why a server's certificate was refused: every result of X509_verify_cert in words.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "transport/tls/certificate_facts.h"
#include "transport/tls/tls_error.h"

namespace ipaas::mqtt::transport {
namespace {

struct refusal {
  int code;
  std::string_view words;  // the predicate of a sentence about the certificate
};

constexpr std::string_view unknown_issuer = "was issued by an authority that is not known here";

constexpr std::array refusals{
    refusal{X509_V_OK, "was refused for no reason"},
    refusal{X509_V_ERR_UNSPECIFIED, "could not be verified, for a reason OpenSSL does not tell"},
    refusal{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, unknown_issuer},
    refusal{X509_V_ERR_UNABLE_TO_GET_CRL, "has no revocation list to be looked up in"},
    refusal{X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, "has a signature that cannot be read"},
    refusal{X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
            "has a revocation list whose signature cannot be read"},
    refusal{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
            "has an issuer whose public key cannot be read"},
    refusal{X509_V_ERR_CERT_SIGNATURE_FAILURE,
            "has a wrong signature: it is forged, or its issuer's name belongs to two keys"},
    refusal{X509_V_ERR_CRL_SIGNATURE_FAILURE, "has a revocation list with a wrong signature"},
    refusal{X509_V_ERR_CERT_NOT_YET_VALID, "is not valid yet"},
    refusal{X509_V_ERR_CERT_HAS_EXPIRED, "has expired"},
    refusal{X509_V_ERR_CRL_NOT_YET_VALID, "has a revocation list that is not valid yet"},
    refusal{X509_V_ERR_CRL_HAS_EXPIRED,
            "has a revocation list in serverCertificate that is out of date: get the new one"},
    refusal{X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, "has a first day that is no date"},
    refusal{X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, "has a last day that is no date"},
    refusal{X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
            "has a revocation list whose first day is no date"},
    refusal{X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
            "has a revocation list whose last day is no date"},
    refusal{X509_V_ERR_OUT_OF_MEM, "could not be verified: there is no memory left"},
    refusal{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "is self-signed, and not trusted here"},
    refusal{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            "is the self-signed end of the chain, and not trusted here"},
    refusal{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, unknown_issuer},
    refusal{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, unknown_issuer},
    refusal{X509_V_ERR_CERT_CHAIN_TOO_LONG, "has too long a chain of issuers"},
    refusal{X509_V_ERR_CERT_REVOKED, "has been revoked by its issuer"},
    refusal{X509_V_ERR_NO_ISSUER_PUBLIC_KEY, "has an issuer without a public key"},
    refusal{X509_V_ERR_PATH_LENGTH_EXCEEDED,
            "stands below more authorities than one of them allows"},
    refusal{X509_V_ERR_INVALID_PURPOSE, "was not issued for a server (extended key usage)"},
    refusal{X509_V_ERR_CERT_UNTRUSTED, "is not trusted for this purpose"},
    refusal{X509_V_ERR_CERT_REJECTED, "is marked here as one to reject"},
    refusal{X509_V_ERR_SUBJECT_ISSUER_MISMATCH, "names another issuer than the one at hand"},
    refusal{X509_V_ERR_AKID_SKID_MISMATCH, "names another key of its issuer than the one at hand"},
    refusal{X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH,
            "names another certificate of its issuer than the one at hand"},
    refusal{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "has an issuer that may not sign certificates"},
    refusal{X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, "has a revocation list of an unknown issuer"},
    refusal{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
            "has a critical extension not understood here"},
    refusal{X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
            "has a revocation list whose issuer may not sign such lists"},
    refusal{X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
            "has a revocation list with a critical extension not understood here"},
    refusal{X509_V_ERR_INVALID_NON_CA, "is that of an authority where none may stand"},
    refusal{X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED, "stands below too many proxy certificates"},
    refusal{X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE, "may not be used for signatures"},
    refusal{X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED,
            "is a proxy certificate, which are not taken"},
    refusal{X509_V_ERR_INVALID_EXTENSION, "has an extension that is malformed or misplaced"},
    refusal{X509_V_ERR_INVALID_POLICY_EXTENSION, "has a malformed policy extension"},
    refusal{X509_V_ERR_NO_EXPLICIT_POLICY, "has no policy where one is required"},
    refusal{X509_V_ERR_DIFFERENT_CRL_SCOPE,
            "has a revocation list that does not speak of its kind"},
    refusal{X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE, "uses a feature not supported here"},
    refusal{X509_V_ERR_UNNESTED_RESOURCE, "claims network addresses that its issuer does not have"},
    refusal{X509_V_ERR_PERMITTED_VIOLATION,
            "has a name that its issuer is not permitted to certify"},
    refusal{X509_V_ERR_EXCLUDED_VIOLATION, "has a name that its issuer is forbidden to certify"},
    refusal{X509_V_ERR_SUBTREE_MINMAX, "has a name constraint with bounds, which no one supports"},
    refusal{X509_V_ERR_APPLICATION_VERIFICATION, "was refused by an additional check"},
    refusal{X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, "has a name constraint of an unknown type"},
    refusal{X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, "has a malformed name constraint"},
    refusal{X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, "has a malformed name"},
    refusal{X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
            "has a revocation list whose own issuer cannot be verified"},
    refusal{X509_V_ERR_PATH_LOOP, "has a chain of issuers that runs in a circle"},
    refusal{X509_V_ERR_SUITE_B_INVALID_VERSION, "has a version that Suite B does not allow"},
    refusal{X509_V_ERR_SUITE_B_INVALID_ALGORITHM, "has a key that Suite B does not allow"},
    refusal{X509_V_ERR_SUITE_B_INVALID_CURVE, "has a curve that Suite B does not allow"},
    refusal{X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM,
            "has a signature that Suite B does not allow"},
    refusal{X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED, "has a curve that this level of Suite B forbids"},
    refusal{X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256,
            "is signed by a weaker key than its own, which Suite B forbids"},
    refusal{X509_V_ERR_HOSTNAME_MISMATCH, "was issued for another name"},
    refusal{X509_V_ERR_EMAIL_MISMATCH, "was issued for another mail address"},
    refusal{X509_V_ERR_IP_ADDRESS_MISMATCH, "was issued for another address"},
    refusal{X509_V_ERR_DANE_NO_MATCH, "is not the one that the name server announces"},
    refusal{X509_V_ERR_EE_KEY_TOO_SMALL, "has a key too short to be safe (RSA needs 2048 bits)"},
    refusal{X509_V_ERR_CA_KEY_TOO_SMALL,
            "is an authority's with a key too short to be safe (RSA needs 2048 bits)"},
    refusal{X509_V_ERR_CA_MD_TOO_WEAK, "is signed with a digest no longer safe, such as SHA-1"},
    refusal{X509_V_ERR_INVALID_CALL, "could not be verified: OpenSSL was called wrongly"},
    refusal{X509_V_ERR_STORE_LOOKUP, "could not be verified: looking up its issuer failed"},
    refusal{X509_V_ERR_NO_VALID_SCTS, "is not in the public logs of certificates"},
    refusal{X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION, "is a proxy certificate with a wrong name"},
    refusal{X509_V_ERR_OCSP_VERIFY_NEEDED, "has to be asked about by OCSP, which is not done here"},
    refusal{X509_V_ERR_OCSP_VERIFY_FAILED, "has an answer about its revocation that is no good"},
    refusal{X509_V_ERR_OCSP_CERT_UNKNOWN, "is not known to those who answer for its revocation"},
    refusal{X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM,
            "is signed with an algorithm not supported here"},
    refusal{X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH,
            "is signed with another algorithm than its issuer's key is for"},
    refusal{X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY,
            "names two different algorithms for its one signature"},
    refusal{X509_V_ERR_INVALID_CA, "is used as an authority's, and is none"},
    refusal{X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, "limits its chain, and is no authority's"},
    refusal{X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN,
            "limits its chain, and may not sign certificates"},
    refusal{X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA,
            "may sign certificates, and is no authority's"},
    refusal{X509_V_ERR_ISSUER_NAME_EMPTY, "does not name its issuer"},
    refusal{X509_V_ERR_SUBJECT_NAME_EMPTY, "is an authority's without a name"},
    refusal{X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, "does not name its issuer's key"},
    refusal{X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER,
            "is an authority's and does not name its key"},
    refusal{X509_V_ERR_EMPTY_SUBJECT_ALT_NAME, "has an empty list of names"},
    refusal{X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL,
            "has names only where a reader may overlook them"},
    refusal{X509_V_ERR_CA_BCONS_NOT_CRITICAL,
            "is an authority's, and says so only where a reader may overlook it"},
    refusal{X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL,
            "marks its issuer's key as critical, which the standard forbids"},
    refusal{X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL,
            "marks its own key as critical, which the standard forbids"},
    refusal{X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, "is an authority's without a key usage"},
    refusal{X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3, "has extensions that its version cannot have"},
    refusal{X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, "has a key on a curve of its own making"},
};

std::string_view words_for(int code) {
  const auto found = std::ranges::find(refusals, code, &refusal::code);
  return found == refusals.end() ? "was refused for a reason not known here" : found->words;
}

bool is_name_mismatch(int code) {
  return code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH;
}

// A certificate may list hundreds of names, some of them made up by an attacker to fill a screen.
std::string list_names(const X509* certificate) {
  constexpr std::size_t most = 10;
  const auto names = names_of(certificate);
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) list += ", ";
    list += names[i].substr(0, 255);
  }
  if (names.size() > most) list += fmt::format(" and {} more", names.size() - most);
  return list.empty() ? "no name at all" : list;
}

// What this certificate adds to the words.
std::string particulars(int code, const X509* certificate, std::string_view expected) {
  switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format(" (on {})", date_text(not_after(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format(" (it will be on {}; this machine has {})",
                         date_text(not_before(certificate)), date_text(wall_clock::now()));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format(" ({}): give that authority's certificate as serverCertificate",
                         issuer_of(certificate));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return ": give it as serverCertificate if it is the right one";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format(" than {}: it holds {}", expected, list_names(certificate));
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
    return describe(code, fmt::format("The broker's certificate {}", words_for(fault.code)));
  }
  const bool is_own = own == nullptr || X509_cmp(own, certificate) == 0;
  return describe(code, fmt::format("The certificate of {} {} {}{}",
                                    is_own ? "the broker" : "an issuer of the broker's",
                                    subject_of(certificate), words_for(fault.code),
                                    particulars(fault.code, certificate, expected)));
}

}  // namespace ipaas::mqtt::transport
