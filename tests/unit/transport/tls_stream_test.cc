#include "transport/tls_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tls_server.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::HasSubstr;

class tls_stream_test : public io_thread_fixture {
 protected:
  config::tls_settings trusting() const {
    config::tls_settings settings;
    settings.server_certificate = authority_.pem();
    return settings;
  }

  identity authority_ = make_authority();
  identity broker_{{.names = {"DNS:broker.example"}}, &authority_};
  tls_server_context server_{{.own = &broker_}};
};

TEST_F(tls_stream_test, connects_and_carries_data_both_ways) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  ASSERT_TRUE(talk.is_connected()) << talk.description();
  EXPECT_EQ(talk.tls->stage(), "tls");
  EXPECT_EQ(talk.write("hello").transferred, 5U);
  talk.exchange();
  EXPECT_EQ(talk.server.take_received(), "hello");
  talk.server.send("welcome");
  talk.exchange();
  EXPECT_EQ(talk.read_all(), "welcome");
  EXPECT_EQ(talk.last.status, io_status::would_block);
}

TEST_F(tls_stream_test, tells_what_was_agreed) {
  dialogue talk(*thread_, trusting(), server_);
  talk.connect();
  auto& found = talk.trace.found;
  EXPECT_EQ(talk.trace.stages, std::vector<std::string>{"tls"});
  EXPECT_EQ(found["version"], R"("TLSv1.3")");
  EXPECT_EQ(found["cipher"], R"("TLS_AES_256_GCM_SHA384")");
  EXPECT_EQ(found["resumed"], "false");
  EXPECT_FALSE(found.contains("alpn"));
  EXPECT_FALSE(found.contains("verified"));
  EXPECT_THAT(found["chain"], HasSubstr(R"("subject":"CN=broker.example","issuer":"CN=Test )"));
  EXPECT_THAT(found["chain"], HasSubstr(R"("names":["broker.example"])"));
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
