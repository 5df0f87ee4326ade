// A probe along every way to a broker, and what it says where one step of the way is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/probing.h"
#include "harness/test_identities.h"
#include "transports/route.h"

namespace ipaas::harness {
namespace {

using testing::HasSubstr;

std::string steps_of(const route& along) {
  std::string steps = "parse ok, name ok, tcp ok, ";
  if (along.through != route::proxy::none) steps += "proxy ok, ";
  if (uses_tls(along.way)) steps += "tls ok, ";
  if (uses_websocket(along.way)) steps += "websocket ok, ";
  return steps + "connack ok, subscribe ok, publish ok, receive ok";
}

class probe_along : public testing::TestWithParam<route> {};

TEST_P(probe_along, finds_every_step_and_reads_back_what_it_publishes) {
  const routed_broker broker(GetParam(), 20);
  const probe_result result =
      probe(broker.settings("press-7"),
            json_object().text("topic", "p").boolean("subscribe", true).boolean("publish", true));
  EXPECT_TRUE(result.ok()) << result.report();
  EXPECT_EQ(result.steps(), steps_of(GetParam())) << result.report();
  if (!uses_tls(GetParam().way)) return;
  EXPECT_THAT(result.text(result.at("tls", "/found/version").c_str()), HasSubstr("TLSv1."));
  EXPECT_THAT(result.text(result.at("tls", "/found/chain/0/subject").c_str()), HasSubstr("server"));
  EXPECT_NE(result.text(result.at("tls", "/found/chain/0/notAfter").c_str()), "");
}

INSTANTIATE_TEST_SUITE_P(routes, probe_along, testing::ValuesIn(all_routes),
                         [](const auto& chosen) { return std::string(chosen.param.name); });

TEST(probe_of_tls, shows_the_chain_that_it_does_not_trust) {
  const certificate_authority other("another authority");
  const mosquitto_broker broker({.entrances = {entrance::tls}});
  const probe_result result = probe(json_object()
                                        .text("brokerUrl", broker.url(entrance::tls))
                                        .text("clientId", "press-7")
                                        .text("serverCertificate", other.certificate_pem()));
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(result.steps(), HasSubstr("tcp ok, tls failed")) << result.report();
  EXPECT_EQ(result.code("tls"), "MQTT:TLS_CERTIFICATE");
  EXPECT_THAT(result.text(result.at("tls", "/found/chain/0/subject").c_str()), HasSubstr("server"));
}

}  // namespace
}  // namespace ipaas::harness
