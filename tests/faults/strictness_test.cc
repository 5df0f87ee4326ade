// Answers that contradict what was asked.
#include <gtest/gtest.h>

#include "faults/settings.h"

namespace ipaas::harness {
namespace {

// MQTT 5, section 3.2.2.1.1: a client without a session must close the connection.
TEST(session_present, where_none_was_kept_is_a_protocol_error) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v5, session_present);
    client.wait_for_close();
  });
  const flow_event event = failure_of(settings_for(server, v5));
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
}

// Section 3.9.3: one code for each filter of the request.
TEST(suback, with_a_code_too_many_is_a_protocol_error) {
  scripted_broker server([](listener& door) {
    peer client = door.accept();
    client.accept_session(v4);
    const auto request = wire::read_subscribe(v4, client.take(wire::type::subscribe));
    client.send(wire::suback(v4, request.id, "\1\1"));
    client.wait_for_close();
  });
  const auto connection = plugin_under_test().open_connection(settings_for(server).str());
  flow consumer(connection, consumer_request("#", 2));
  const flow_event event = consumer.wait_for_failure(deadline(milliseconds(5000)));
  EXPECT_EQ(event.error_code(), "MQTT:PROTOCOL_ERROR") << event.error;
}

}  // namespace
}  // namespace ipaas::harness
