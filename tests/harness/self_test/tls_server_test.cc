// The scripted server within TLS, and mosquitto's entrances, against the openssl program.
#include <gtest/gtest.h>

#include "harness/loopback.h"
#include "harness/mosquitto_broker.h"
#include "harness/scripted_broker.h"
#include "harness/self_test/openssl_client.h"

namespace ipaas::harness {
namespace {

TEST(tls_server, speaks_with_a_client_and_tells_what_it_said) {
  scripted_broker server([](listener& door) {
    const tls_server speaks({.require_client = true, .alpn = {"mqtt", "other"}});
    peer client = door.accept(speaks);
    EXPECT_EQ(client.tls().server_name(), "broker.test");
    EXPECT_EQ(client.tls().offered_alpn(), (std::vector<std::string>{"http", "mqtt"}));
    EXPECT_EQ(client.tls().client_name(), "client");
    EXPECT_EQ(client.tls().version(), "TLSv1.3");
    EXPECT_FALSE(client.tls().is_resumed());
    client.send("greetings\n");
    client.close();
  });
  openssl_client client(server.port(),
                        {"-servername", "broker.test", "-alpn", "http,mqtt", "-ign_eof"});
  EXPECT_TRUE(client.says("ALPN protocol: mqtt"));
  EXPECT_TRUE(client.says("greetings"));
  server.finish();
}

TEST(tls_server, refuses_other_versions_and_protocols) {
  for (const tls_server_options& options :
       {tls_server_options{.maximum = TLS1_2_VERSION}, tls_server_options{.alpn = {"mqtt"}}}) {
    scripted_broker server([&](listener& door) { door.accept(tls_server(options)); });
    openssl_client client(server.port(), {"-tls1_3", "-alpn", "http"});
    EXPECT_FALSE(client.says("Verification: OK") && client.says("SSL-Session"));
    EXPECT_THROW(server.finish(), std::runtime_error);
  }
}

TEST(mosquitto_broker, has_entrances_with_tls) {
  mosquitto_broker broker({.entrances = {entrance::tls, entrance::mutual_tls, entrance::wss}});
  for (const entrance way : {entrance::tls, entrance::mutual_tls, entrance::wss}) {
    openssl_client client(broker.port(way));
    EXPECT_TRUE(client.says("Verification: OK")) << name_of(way);
  }
}

TEST(mosquitto_broker, has_an_entrance_with_websocket) {
  mosquitto_broker broker({.entrances = {entrance::ws}});
  const file_descriptor socket = connect_to_loopback(broker.port(entrance::ws));
  write_all(socket,
            "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::string answer;
  while (answer.find("\r\n\r\n") == std::string::npos) {
    ASSERT_TRUE(read_some(socket, answer, deadline())) << answer;
  }
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101")) << answer;
}

}  // namespace
}  // namespace ipaas::harness
