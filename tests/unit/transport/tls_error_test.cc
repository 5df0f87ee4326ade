#include "transport/tls/tls_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/err.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "error_pages/header_constants.h"
#include "tls_server.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// --- the tables ---

std::string told(const error& failure) {
  EXPECT_EQ(english_in(failure), "");
  return failure.detail.value_or("");
}

error_code expected_of(const error_pages::constant& result) {
  static const std::map<std::string, error_code> others{
      {"X509_V_ERR_HOSTNAME_MISMATCH", error_code::tls_hostname},
      {"X509_V_ERR_IP_ADDRESS_MISMATCH", error_code::tls_hostname},
      {"X509_V_ERR_OUT_OF_MEM", error_code::core_resource},
      {"X509_V_ERR_INVALID_CALL", error_code::core_runtime},
  };
  const auto found = others.find(result.name);
  return found == others.end() ? error_code::tls_certificate : found->second;
}

TEST(tls_error, every_result_of_a_verification_that_openssl_declares_has_its_words_and_its_code) {
  const auto results = error_pages::constants_in(IPAAS_X509_VFY_H, "X509_V_ERR_");
  ASSERT_GT(results.size(), 90U);
  for (const auto& each : results) {
    const error failure = describe_refusal({each.number, nullptr, {}}, "broker.example");
    EXPECT_THAT(told(failure), Not(HasSubstr("for a reason not known here"))) << each.name;
    EXPECT_EQ(failure.code, expected_of(each)) << each.name;
  }
}

TEST(tls_error, every_other_number_is_a_refused_certificate) {
  const auto results = error_pages::constants_in(IPAAS_X509_VFY_H, "X509_V_ERR_");
  for (int number = 1; number <= 1000; ++number) {
    if (std::ranges::find(results, number, &error_pages::constant::number) != results.end()) {
      continue;
    }
    const error failure = describe_refusal({number, nullptr, {}}, "broker.example");
    EXPECT_THAT(told(failure), HasSubstr("for a reason not known here")) << number;
    EXPECT_EQ(failure.code, error_code::tls_certificate) << number;
  }
}

TEST(tls_error, every_alert_has_its_words) {
  int known = 0;
  for (int number = 0; number < 256; ++number) {
    const std::string theirs = SSL_alert_desc_string_long(number);
    const alert_meaning meaning = meaning_of_alert(number, {});
    EXPECT_EQ(english_in(meaning.detail.zh), "");
    const bool ours = meaning.detail.en.find("no standard names") == std::string::npos;
    if (theirs != "unknown") {
      EXPECT_TRUE(ours) << number << ": " << theirs;
    }
    known += ours ? 1 : 0;
  }
  EXPECT_EQ(known, 34);
}

TEST(tls_error, every_alert_is_about_the_certificate_or_the_handshake) {
  const std::set<int> about_certificate{41, 42, 43, 44, 45, 46, 48, 49, 111, 113, 114, 116};
  for (int number = 0; number < 256; ++number) {
    EXPECT_EQ(meaning_of_alert(number, {}).code, about_certificate.contains(number)
                                                     ? error_code::tls_certificate
                                                     : error_code::tls_handshake)
        << number;
  }
}

TEST(tls_error, every_error_of_the_library_has_its_code) {
  for (int library = 0; library < 256; ++library) {
    for (int reason = 0; reason < 4096; ++reason) {
      const auto failure = static_cast<unsigned long>(ERR_PACK(library, 0, reason));
      const bool of_tls = library == ERR_LIB_SSL;
      if (of_tls && reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
        EXPECT_EQ(code_of_openssl(failure),
                  meaning_of_alert(reason - SSL_AD_REASON_OFFSET, {}).code);
      } else if (of_tls && reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        EXPECT_EQ(code_of_openssl(failure), error_code::tls_certificate);
      } else {
        EXPECT_EQ(code_of_openssl(failure), error_code::tls_handshake) << library << ' ' << reason;
      }
    }
    EXPECT_EQ(
        code_of_openssl(static_cast<unsigned long>(ERR_PACK(library, 0, ERR_R_MALLOC_FAILURE))),
        error_code::core_resource);
  }
}

// 267 is "wrong version number" in the TLS part of OpenSSL, and something else in others.
TEST(tls_error, numbers_of_other_parts_of_the_library_are_not_taken_for_those_of_tls) {
  const auto failure =
      static_cast<unsigned long>(ERR_PACK(ERR_LIB_EVP, 0, SSL_R_WRONG_VERSION_NUMBER));
  EXPECT_THAT(told(describe_handshake_failure({.openssl = failure, .first_bytes = "\x16\x03"}, {})),
              HasSubstr("The handshake failed"));
}

TEST(tls_error, alerts_about_the_client_certificate) {
  for (const int number :
       {SSL_AD_BAD_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
        SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNKNOWN_CA,
        SSL_AD_ACCESS_DENIED, SSL_AD_CERTIFICATE_REQUIRED}) {
    const auto without = meaning_of_alert(number, {});
    EXPECT_EQ(without.code, error_code::tls_certificate);
    EXPECT_THAT(without.detail.en, HasSubstr("wants a client certificate, and there is none"));
    EXPECT_EQ(english_in(without.detail.zh), "");
    const auto with = meaning_of_alert(number, {.client_certificate = true});
    EXPECT_EQ(with.code, error_code::tls_certificate);
    EXPECT_EQ(english_in(with.detail.zh), "");
    EXPECT_THAT(with.detail.en,
                AllOf(HasSubstr("in clientCertificate"), Not(HasSubstr("is none"))));
  }
}

TEST(tls_error, alerts_about_the_handshake) {
  EXPECT_EQ(meaning_of_alert(SSL_AD_HANDSHAKE_FAILURE, {}).code, error_code::tls_handshake);
  EXPECT_EQ(meaning_of_alert(SSL_AD_HANDSHAKE_FAILURE, {.certificate_missed = true}).code,
            error_code::tls_certificate);
  EXPECT_THAT(meaning_of_alert(SSL_AD_UNRECOGNIZED_NAME, {.name = "here.example"}).detail.en,
              HasSubstr("does not serve the name here.example"));
  EXPECT_THAT(
      meaning_of_alert(SSL_AD_PROTOCOL_VERSION, {.minimum = config::tls_version::v1_3}).detail.en,
      HasSubstr("tlsMinVersion is 1.3"));
  EXPECT_THAT(meaning_of_alert(SSL_AD_NO_APPLICATION_PROTOCOL, {}).detail.en, HasSubstr("alpn"));
}

// --- the server's certificate, for real ---

class tls_refusal : public io_thread_fixture {
 protected:
  config::tls_settings trusting(const std::string& pem) const {
    config::tls_settings settings;
    settings.server_certificate = pem;
    return settings;
  }
  // Empty: connected.
  std::string outcome(const server_order& order, const config::tls_settings& settings,
                      const std::string& host = "broker.example") {
    const tls_server_context server(order);
    dialogue talk(*thread_, settings, server);
    talk.connect(host);
    found_ = talk.trace.found;
    if (!talk.done) return "hangs";
    if (!talk.failure) return {};
    return std::string(name_of(talk.failure->code)) + ": " + *talk.failure->detail;
  }

  identity authority_ = make_authority();
  identity broker_{
      {.names = {"DNS:broker.example", "DNS:*.wild.example", "IP:127.0.0.1", "IP:::1"}},
      &authority_};
  std::map<std::string, std::string> found_;
};

TEST_F(tls_refusal, names_and_addresses_that_fit) {
  for (const char* host : {"broker.example", "BROKER.example", "broker.example.", "a.wild.example",
                           "127.0.0.1", "::1"})
    EXPECT_THAT(outcome({.own = &broker_}, trusting(authority_.pem()), host), IsEmpty()) << host;
}

TEST_F(tls_refusal, names_and_addresses_that_do_not) {
  for (const char* host : {"other.example", "a.b.wild.example", "wild.example", "127.0.0.2", "::2"})
    EXPECT_THAT(outcome({.own = &broker_}, trusting(authority_.pem()), host),
                AllOf(HasSubstr("MQTT:TLS_HOSTNAME"), HasSubstr(host),
                      HasSubstr("it holds broker.example, *.wild.example, 127.0.0.1, ::1")))
        << host;
  EXPECT_THAT(found_["chain"], HasSubstr("CN=broker.example"));
}

TEST_F(tls_refusal, server_name_is_what_counts_when_it_is_set) {
  auto settings = trusting(authority_.pem());
  settings.server_name = "broker.example";
  EXPECT_THAT(outcome({.own = &broker_}, settings, "192.0.2.1"), IsEmpty());
  settings.server_name = "other.example";
  EXPECT_THAT(outcome({.own = &broker_}, settings), HasSubstr("MQTT:TLS_HOSTNAME"));
}

TEST_F(tls_refusal, expired_and_early) {
  const identity old({.ends = -one_day}, &authority_);
  EXPECT_THAT(
      outcome({.own = &old}, trusting(authority_.pem())),
      AllOf(HasSubstr("MQTT:TLS_CERTIFICATE"), HasSubstr("CN=broker.example has expired (on 20")));
  const identity early({.begins = one_day}, &authority_);
  EXPECT_THAT(outcome({.own = &early}, trusting(authority_.pem())), HasSubstr("is not valid yet"));
}

TEST_F(tls_refusal, unknown_issuer) {
  const identity stranger = make_authority("Somebody Else");
  EXPECT_THAT(
      outcome({.own = &broker_}, trusting(stranger.pem())),
      AllOf(HasSubstr("MQTT:TLS_CERTIFICATE"), HasSubstr("not known here (CN=Test Authority)"),
            HasSubstr("as serverCertificate")));
}

TEST_F(tls_refusal, self_signed) {
  const identity alone({.names = {"DNS:broker.example"}, .own_key = true});
  EXPECT_THAT(outcome({.own = &alone}, trusting(authority_.pem())), HasSubstr("is self-signed"));
  EXPECT_THAT(outcome({.own = &alone}, trusting(alone.pem())), IsEmpty());
  EXPECT_THAT(outcome({.own = &broker_, .issuer = &authority_}, trusting(alone.pem())),
              HasSubstr("self-signed end of the chain"));
}

TEST_F(tls_refusal, the_servers_own_certificate_alone_may_be_trusted) {
  EXPECT_THAT(outcome({.own = &broker_}, trusting(broker_.pem())), IsEmpty());
}

TEST_F(tls_refusal, chain_with_an_authority_between) {
  const identity between({.name = "Between", .authority = true, .own_key = true}, &authority_);
  const identity leaf({}, &between);
  EXPECT_THAT(outcome({.own = &leaf, .issuer = &between}, trusting(authority_.pem())), IsEmpty());
  EXPECT_THAT(outcome({.own = &leaf}, trusting(authority_.pem())), HasSubstr("(CN=Between)"));
  EXPECT_THAT(outcome({.own = &leaf}, trusting(between.pem() + authority_.pem())), IsEmpty());
}

TEST_F(tls_refusal, revoked) {
  const identity bad({.names = {"DNS:broker.example"}}, &authority_);
  const auto settings = trusting(authority_.pem() + authority_.revoke({&bad}));
  EXPECT_THAT(outcome({.own = &bad}, settings),
              AllOf(HasSubstr("MQTT:TLS_CERTIFICATE"), HasSubstr("has been revoked")));
  EXPECT_THAT(outcome({.own = &broker_}, settings), IsEmpty());
  EXPECT_THAT(
      outcome({.own = &broker_}, trusting(authority_.pem() + authority_.revoke({}, -one_day))),
      HasSubstr("out of date"));
}

TEST_F(tls_refusal, an_authority_without_a_list_is_not_refused_for_that) {
  const identity other = make_authority("Other");
  const auto settings = trusting(authority_.pem() + other.pem() + other.revoke({}));
  EXPECT_THAT(outcome({.own = &broker_}, settings), IsEmpty());
}

TEST_F(tls_refusal, keys_too_short) {
  const identity weak({.kind = key_kind::short_rsa}, &authority_);
  const server_order order{.own = &weak, .oldest = TLS1_VERSION};
  EXPECT_THAT(outcome(order, trusting(authority_.pem())), HasSubstr("too short to be safe"));
}

TEST_F(tls_refusal, nothing_is_refused_without_verification) {
  config::tls_settings settings;
  settings.skip_verify = true;
  const identity old({.ends = -one_day}, &authority_);
  EXPECT_THAT(outcome({.own = &old}, settings, "other.example"), IsEmpty());
  EXPECT_EQ(found_["verified"], "false");
  EXPECT_THAT(found_["chain"], HasSubstr("CN=broker.example"));
}

TEST_F(tls_refusal, the_systems_store_is_the_default) {
  const temporary_file store(authority_.pem());
  ::setenv("SSL_CERT_FILE", store.path().c_str(), 1);
  EXPECT_THAT(outcome({.own = &broker_}, {}), IsEmpty());
  ::unsetenv("SSL_CERT_FILE");
  EXPECT_THAT(outcome({.own = &broker_}, {}), HasSubstr("not known here"));
}

// --- the handshake ---

TEST_F(tls_refusal, no_common_version) {
  auto settings = trusting(authority_.pem());
  settings.minimum = config::tls_version::v1_3;
  EXPECT_THAT(outcome({.own = &broker_, .newest = TLS1_2_VERSION}, settings),
              AllOf(HasSubstr("MQTT:TLS_HANDSHAKE"), HasSubstr("tlsMinVersion")));
  EXPECT_THAT(outcome({.own = &broker_, .oldest = TLS1_VERSION, .newest = TLS1_1_VERSION},
                      trusting(authority_.pem())),
              AllOf(HasSubstr("MQTT:TLS_HANDSHAKE"), HasSubstr("too old for TLS 1.2")));
}

TEST_F(tls_refusal, no_common_cipher) {
  const server_order order{
      .own = &broker_, .newest = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-CAMELLIA256-SHA384"};
  EXPECT_THAT(outcome(order, trusting(authority_.pem())),
              AllOf(HasSubstr("MQTT:TLS_HANDSHAKE"), HasSubstr("cipher")));
}

TEST_F(tls_refusal, protocols) {
  auto settings = trusting(authority_.pem());
  settings.alpn = {"first", "x-amzn-mqtt-ca"};
  EXPECT_THAT(outcome({.own = &broker_, .protocol = "x-amzn-mqtt-ca"}, settings), IsEmpty());
  EXPECT_EQ(found_["alpn"], "\"x-amzn-mqtt-ca\"");
  EXPECT_THAT(outcome({.own = &broker_}, settings), IsEmpty());
  EXPECT_FALSE(found_.contains("alpn"));
  EXPECT_THAT(outcome({.own = &broker_, .refuses_protocols = true}, settings),
              AllOf(HasSubstr("MQTT:TLS_HANDSHAKE"), HasSubstr("none of the protocols in alpn")));
}

// What a client that expects TLS hears from others.
class plain_server : public tls_refusal {
 protected:
  std::string answer(std::string_view bytes) {
    const tls_server_context server({.own = &broker_});
    dialogue talk(*thread_, trusting(authority_.pem()), server);
    talk.begin();
    if (!bytes.empty()) talk.wire->feed(bytes);
    if (!talk.done) talk.wire->hang_up();
    EXPECT_TRUE(talk.failure);
    EXPECT_EQ(talk.failure->code, error_code::tls_handshake);
    return told(*talk.failure);
  }
};

TEST_F(plain_server, answers) {
  EXPECT_THAT(answer("HTTP/1.1 400 Bad Request\r\n\r\n"),
              AllOf(HasSubstr("does not speak TLS"), HasSubstr("HTTP"), HasSubstr("8883")));
  EXPECT_THAT(answer(std::string("\x20\x02\x00\x01", 4)),
              AllOf(HasSubstr("does not speak TLS"), HasSubstr("MQTT packet")));
  EXPECT_THAT(answer("220 mail.example ESMTP"), HasSubstr("'220 mail.example'"));
  EXPECT_THAT(answer(""), HasSubstr("most likely it does not speak TLS"));
  EXPECT_THAT(answer("\x16\x03\x03"), HasSubstr("in the middle of the handshake"));
}

// --- the client's certificate ---

class mutual_tls : public tls_refusal {
 protected:
  config::tls_settings with(const identity& client) const {
    auto settings = trusting(authority_.pem());
    settings.client_certificate = secret_text(client.pem());
    settings.client_key = secret_text(client.key_pem());
    return settings;
  }
  server_order wanting(int version) const {
    return {.own = &broker_, .client_authority = &authority_, .oldest = version, .newest = version};
  }
  // What a read says after a handshake that went well for the client.
  io_result late_outcome(const config::tls_settings& settings) {
    const tls_server_context server(wanting(TLS1_3_VERSION));
    dialogue talk(*thread_, settings, server);
    talk.connect();
    EXPECT_TRUE(talk.is_connected()) << talk.description();
    talk.read_all();
    return talk.last;
  }
};

TEST_F(mutual_tls, keys_of_every_kind) {
  for (const auto kind : {key_kind::rsa, key_kind::ec, key_kind::ed25519}) {
    const identity client({.name = "device", .kind = kind}, &authority_);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      const tls_server_context server(wanting(version));
      dialogue talk(*thread_, with(client), server);
      talk.connect();
      ASSERT_TRUE(talk.is_connected()) << talk.description();
      EXPECT_TRUE(talk.server.is_connected());
    }
  }
}

TEST_F(mutual_tls, missing) {
  EXPECT_THAT(outcome(wanting(TLS1_2_VERSION), trusting(authority_.pem())),
              AllOf(HasSubstr("MQTT:TLS_CERTIFICATE"), HasSubstr("set clientCertificate")));
  const io_result late = late_outcome(trusting(authority_.pem()));
  EXPECT_EQ(late.status, io_status::failed);
  EXPECT_EQ(late.code, error_code::tls_certificate);
  EXPECT_THAT(late.reason.en,
              AllOf(HasSubstr("set clientCertificate"), HasSubstr("certificate_required")));
}

TEST_F(mutual_tls, of_an_unknown_authority) {
  const identity stranger = make_authority("Somebody Else");
  const identity client({.name = "device"}, &stranger);
  EXPECT_THAT(
      outcome(wanting(TLS1_2_VERSION), with(client)),
      AllOf(HasSubstr("MQTT:TLS_CERTIFICATE"), HasSubstr("refuses the client certificate")));
  const io_result late = late_outcome(with(client));
  EXPECT_EQ(late.code, error_code::tls_certificate);
  EXPECT_THAT(late.reason.en,
              AllOf(HasSubstr("refuses the client certificate in clientCertificate"),
                    HasSubstr("unknown_ca")));
}

// The refusal may be there when a write finds the connection closed.
TEST_F(mutual_tls, refusal_found_by_a_write) {
  const tls_server_context server(wanting(TLS1_3_VERSION));
  dialogue talk(*thread_, trusting(authority_.pem()), server);
  talk.connect();
  talk.wire->fail_output("Broken pipe");
  const io_result sent = talk.write("CONNECT");
  EXPECT_EQ(sent.status, io_status::failed);
  EXPECT_EQ(sent.code, error_code::tls_certificate);
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
