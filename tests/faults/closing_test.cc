// Closing and stopping in every state of a connection: it ends, says what it left, and nothing
// comes after it. The one who stands in the way is the server; closing waits for it 1 s at most.
#include <gtest/gtest.h>

#include <functional>
#include <future>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

std::string numbered(std::uint16_t id, int qos) {
  return wire::publish(
      v4, {.topic = "t", .payload = "x", .qos = static_cast<std::uint8_t>(qos), .id = id});
}

// The states that a server can keep a connection in, and the event that tells of it; where there is
// none, the server tells.
constexpr std::uint32_t no_event = 0;
struct moment {
  const char* name;
  std::function<void(listener&, std::promise<void>&)> play;
  std::uint32_t reached;
};
std::ostream& operator<<(std::ostream& out, const moment& value) { return out << value.name; }

void grant_all(peer& client) {
  client.accept_session(v4);
  client.grant_subscription(v4);
}

const moment moments[] = {
    {"no_connack",
     [](listener& door, std::promise<void>& reached) {
       peer client = door.accept();
       client.take(wire::type::connect);
       reached.set_value();
       client.wait_for_close();
     },
     no_event},
    {"no_suback",
     [](listener& door, std::promise<void>& reached) {
       peer client = door.accept();
       client.accept_session(v4);
       client.take(wire::type::subscribe);
       reached.set_value();
       client.wait_for_close();
     },
     no_event},
    {"full_window",
     [](listener& door, std::promise<void>&) {
       peer client = door.accept();
       grant_all(client);
       for (std::uint16_t id = 1; id <= 5; ++id) client.send(numbered(id, 1));
       client.wait_for_close();
     },
     IPAAS_EVENT_UP},
    {"burst",
     [](listener& door, std::promise<void>&) {
       peer client = door.accept();
       grant_all(client);
       std::string burst;
       for (int i = 0; i < 1000; ++i) burst += numbered(0, 0);
       try {
         for (int i = 0; i < 1000; ++i) client.send(burst);
       } catch (const std::exception&) {  // the client has closed in the middle of it
       }
     },
     IPAAS_EVENT_UP},
    {"reconnect_wait",
     [](listener& door, std::promise<void>&) {
       peer client = door.accept();
       grant_all(client);
     },
     IPAAS_EVENT_DOWN},
};

class every_moment : public testing::TestWithParam<moment> {
 protected:
  every_moment()
      : server_([this](listener& door) { GetParam().play(door, seen_); }),
        connection_(plugin_under_test().open_connection(settings_for(server_)
                                                            .number("maxInFlight", 2)
                                                            .boolean("autoReconnect", true)
                                                            .text("maxReconnectInterval", "10m")
                                                            .str())),
        consumer_(connection_, consumer_request("t", 1)) {
    if (GetParam().reached == no_event) {
      seen_.get_future().wait();
    } else {
      consumer_.wait_for_event(GetParam().reached);
    }
  }
  std::promise<void> seen_;
  scripted_broker server_;
  host::connection connection_;
  flow consumer_;
};

TEST_P(every_moment, is_one_to_close) {
  const deadline end(milliseconds(10'000));
  connection_.close(milliseconds(1000));
  EXPECT_FALSE(end.is_over());
  EXPECT_THROW(consumer_.take(), host::failure);
}

TEST_P(every_moment, is_one_to_stop) {
  consumer_.stop(milliseconds(10));
  EXPECT_EQ(consumer_.take(), 0U);
  connection_.close(milliseconds(1000));
}

INSTANTIATE_TEST_SUITE_P(closing, every_moment, testing::ValuesIn(moments),
                         [](const auto& chosen) { return chosen.param.name; });

}  // namespace
}  // namespace ipaas::harness
