#include "transport/tls/tls_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "tls_server.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::HasSubstr;

std::shared_ptr<tls_context> context_of(const config::tls_settings& settings) {
  return std::get<0>(tls_context::acquire(settings));
}
std::string fault_of(const config::tls_settings& settings) {
  const auto result = tls_context::acquire(settings);
  const auto* failure = std::get_if<error>(&result);
  return failure == nullptr ? "" : failure->description;
}

class tls_context_test : public io_thread_fixture {
 protected:
  config::tls_settings trusting() const {
    config::tls_settings settings;
    settings.server_certificate = authority_.pem();
    return settings;
  }
  config::tls_settings certified() const {
    auto settings = trusting();
    settings.client_certificate = secret_text(client_.pem());
    settings.client_key = secret_text(client_.key_pem());
    return settings;
  }

  identity authority_ = make_authority();
  identity broker_{{.names = {"DNS:broker.example"}}, &authority_};
  identity client_{{.name = "device"}, &authority_};
};

// --- sharing ---

TEST_F(tls_context_test, equal_settings_share_one) {
  const auto first = context_of(certified());
  EXPECT_EQ(context_of(certified()), first);
  EXPECT_EQ(first.use_count(), 1);
}

TEST_F(tls_context_test, a_path_and_its_text_are_equal) {
  const temporary_file file(authority_.pem());
  auto settings = trusting();
  const auto first = context_of(settings);
  settings.server_certificate = file.path();
  EXPECT_EQ(context_of(settings), first);
}

TEST_F(tls_context_test, every_setting_that_matters_makes_another) {
  const auto first = context_of(certified());
  auto settings = certified();
  settings.minimum = config::tls_version::v1_3;
  EXPECT_NE(context_of(settings), first);
  settings = certified();
  settings.skip_verify = true;
  EXPECT_NE(context_of(settings), first);
  settings = certified();
  settings.alpn = {"mqtt"};
  EXPECT_NE(context_of(settings), first);
  settings = certified();
  settings.server_certificate += broker_.pem();
  EXPECT_NE(context_of(settings), first);
  EXPECT_NE(context_of(trusting()), first);
}

TEST_F(tls_context_test, all_without_certificates_of_their_own_share_the_systems_store) {
  const auto first = context_of({});
  auto other = certified();
  other.server_certificate.clear();
  const auto second = context_of(other);
  EXPECT_NE(first, second);
  EXPECT_EQ(SSL_CTX_get_cert_store(first->get()), SSL_CTX_get_cert_store(second->get()));
}

TEST_F(tls_context_test, nothing_is_kept_that_nobody_uses) {
  std::weak_ptr<tls_context> gone = context_of(trusting());
  EXPECT_TRUE(gone.expired());
  EXPECT_NE(context_of(trusting()), nullptr);
}

// --- files that change ---

TEST_F(tls_context_test, a_changed_file_is_used_at_the_next_attempt) {
  const temporary_file file("nothing good");
  auto settings = trusting();
  settings.server_certificate = file.path();
  const auto client = std::make_shared<tls_client>();
  const tls_server_context server({.own = &broker_});
  const auto attempt = [&] {
    dialogue talk(*thread_, settings, server, client);
    talk.connect();
    EXPECT_TRUE(talk.done);
    if (talk.failure) {
      EXPECT_EQ(talk.failure->stage, "tls");
      EXPECT_EQ(talk.failure->code, error_code::tls_certificate);
    }
    return talk.description();
  };
  EXPECT_THAT(attempt(), HasSubstr("serverCertificate holds no certificate"));
  file.write(authority_.pem());
  EXPECT_EQ(attempt(), "");
  file.write("");
  EXPECT_THAT(attempt(), HasSubstr("serverCertificate is empty"));
  file.write(make_authority("Somebody Else").pem());
  EXPECT_THAT(attempt(), HasSubstr("not known here"));
  file.write(authority_.pem());
  EXPECT_EQ(attempt(), "");
}

TEST_F(tls_context_test, faults_name_their_field) {
  auto settings = certified();
  settings.client_key = secret_text(make_authority().key_pem());
  EXPECT_THAT(fault_of(settings), HasSubstr("clientKey does not belong"));
}

TEST_F(tls_context_test, a_weak_certificate_is_a_fault) {
  const identity weak({.kind = key_kind::short_rsa}, &authority_);
  auto settings = certified();
  settings.client_certificate = secret_text(weak.pem());
  settings.client_key = secret_text(weak.key_pem());
  EXPECT_THAT(fault_of(settings), HasSubstr("clientCertificate cannot be used: ee key too small"));
}

// --- the end of the process ---

// A host may exit without closing its connections.
TEST(tls_exit, in_the_middle_of_handshakes) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto exit_while_busy = [] {
    // Never given back, but held by something that a search for leaks can find.
    static const auto& thread = *new auto(io_thread::acquire());
    static auto& busy = *new awaited<int>;
    thread->post([] {
      for (int round = 0;; ++round) {
        tls_client client;
        const auto opened = client.open({}, {"broker.example", 8883, {}});
        SSL* ssl = std::get<tls_opening>(opened).ssl.get();
        SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_connect_state(ssl);
        SSL_do_handshake(ssl);
        if (round == 10) busy.set(0);
      }
    });
    busy.get();
    std::exit(0);
  };
  EXPECT_EXIT(exit_while_busy(), testing::ExitedWithCode(0), "");
}

// --- sessions ---

class resumption : public tls_context_test, public testing::WithParamInterface<int> {
 protected:
  // Whether a connection is resumed that follows others of the same client.
  bool resumes(const config::tls_settings& settings, const std::string& host = "broker.example") {
    dialogue talk(*thread_, settings, *server_, client_memory_);
    talk.connect(host);
    EXPECT_TRUE(talk.is_connected()) << talk.description();
    talk.write("hello");
    talk.exchange();
    talk.read_all();  // tickets
    EXPECT_EQ(talk.trace.found["resumed"], talk.server.was_resumed() ? "true" : "false");
    EXPECT_THAT(talk.trace.found["chain"], HasSubstr("CN=broker.example"));
    return talk.server.was_resumed();
  }

  identity other_authority_ = make_authority("Other");
  std::unique_ptr<tls_server_context> new_server() const {
    return std::make_unique<tls_server_context>(
        server_order{.own = &broker_, .oldest = GetParam(), .newest = GetParam()});
  }
  std::unique_ptr<tls_server_context> server_ = new_server();
  std::shared_ptr<tls_client> client_memory_ = std::make_shared<tls_client>();
};
INSTANTIATE_TEST_SUITE_P(tls, resumption, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_2_VERSION ? "v1_2" : "v1_3";
                         });

TEST_P(resumption, of_the_connection_before) {
  EXPECT_FALSE(resumes(trusting()));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(resumes(trusting()));
}

TEST_P(resumption, not_after_other_settings) {
  EXPECT_FALSE(resumes(trusting()));
  EXPECT_FALSE(resumes(certified()));
  auto settings = trusting();
  settings.server_certificate += other_authority_.pem();
  EXPECT_FALSE(resumes(settings));
  EXPECT_TRUE(resumes(trusting()));
}

TEST_P(resumption, not_with_another_name_or_broker) {
  EXPECT_FALSE(resumes(trusting()));
  auto settings = trusting();
  settings.server_name = "broker.example";
  EXPECT_FALSE(resumes(settings, "192.0.2.1"));
  EXPECT_TRUE(resumes(settings, "192.0.2.1"));
}

TEST_P(resumption, never_of_a_session_that_was_not_verified) {
  auto blind = trusting();
  blind.skip_verify = true;
  EXPECT_FALSE(resumes(blind));
  EXPECT_FALSE(resumes(trusting()));
}

TEST_P(resumption, by_nobody_else) {
  EXPECT_FALSE(resumes(trusting()));
  client_memory_ = std::make_shared<tls_client>();
  EXPECT_FALSE(resumes(trusting()));
}

TEST_P(resumption, a_server_that_forgot_gets_a_full_handshake) {
  EXPECT_FALSE(resumes(trusting()));
  server_ = new_server();
  EXPECT_FALSE(resumes(trusting()));
  EXPECT_TRUE(resumes(trusting()));
}

TEST_F(tls_context_test, a_ticket_of_tls_1_3_is_used_once) {
  const tls_server_context server({.own = &broker_, .oldest = TLS1_3_VERSION});
  const auto client = std::make_shared<tls_client>();
  const auto first_hello = [&] {
    dialogue talk(*thread_, trusting(), server, client);
    talk.begin();
    return talk.wire->take_output();
  };
  {
    dialogue talk(*thread_, trusting(), server, client);
    talk.connect();
    talk.read_all();
  }
  const std::size_t with_ticket = first_hello().size();
  EXPECT_GT(with_ticket, first_hello().size() + 100);
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
