// The rows of the guarantee table about consumed messages.
#include "guarantee_bench.h"

namespace ipaas::harness {
namespace {

TEST_P(guarantee, accept) {
  start_broker();
  start_proxy();
  tally seen;
  {
    auto connection = plugin_under_test().open_connection(settings().str());
    flow consumer(connection, consumer_request("t", qos()));
    consumer.wait_until_up();
    send(0, some);
    send_last();
    consume_to_end(consumer, seen);
    connection.close(milliseconds(2000));
  }
  // The broker has nothing left of them.
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow consumer(connection, consumer_request("t", qos()));
  consumer.wait_until_up();
  send_last();
  consume_to_end(consumer, seen);
  note("accept", counted::of(some, seen));
  EXPECT_EQ(words_for(counted::of(some, seen)), "once");
}

TEST_P(guarantee, retry) {
  start_broker();
  start_proxy();
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow consumer(connection,
                operation_request(
                    "consumer", consumer_parameters({"t"}, qos()).text("redeliveryDelay", "10ms")));
  consumer.wait_until_up();
  send(0, some);
  tally seen;
  for (std::size_t i = 0; i < 2 * some; ++i) {
    const flow_message message = consumer.next_message();
    seen.note(message.payload);
    consumer.settle(message, message.deliveries == 1 ? IPAAS_RETRY : IPAAS_ACCEPT);
  }
  send_last();
  consume_to_end(consumer, seen);
  note("retry", counted::of(some, seen));
  EXPECT_EQ(seen.doubled(), some);
}

// The flow holds all of them when the connection breaks.
TEST_P(guarantee_1_2, cut_held) {
  start_broker();
  start_proxy();
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow consumer(connection, consumer_request("t", qos()));
  consumer.wait_until_up();
  send(0, some);
  tally seen;
  const auto held = consumer.next_messages(some);
  proxy_->end_all(ending::reset);
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  consumer.wait_until_up();
  for (const flow_message& message : held) {
    seen.note(message.payload);
    consumer.accept(message);
  }
  send_last();
  consume_to_end(consumer, seen);
  note("cut_held", counted::of(some, seen));
  EXPECT_EQ(words_for(counted::of(some, seen)), "once");
}

TEST_P(guarantee_1_2, cut_accepted) {
  start_broker();
  start_proxy();
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow consumer(connection, consumer_request("t", qos()));
  consumer.wait_until_up();
  send(0, some);
  tally seen;
  const auto held = consumer.next_messages(some);
  go_away();
  consumer.wait_for_event(IPAAS_EVENT_DOWN);
  for (const flow_message& message : held) {
    seen.note(message.payload);
    consumer.accept(message);
  }
  come_back();
  consumer.wait_until_up();
  send_last();
  consume_to_end(consumer, seen);
  note("cut_accepted", counted::of(some, seen));
  EXPECT_EQ(words_for(counted::of(some, seen)), "once");
}

class exchange : public guarantee {
 protected:
  // The flow goes on while the connection is cut when a packet stands at the gate.
  std::string cut(const packet_gate& gate) {
    start_broker();
    start_proxy(gate);
    const auto connection = plugin_under_test().open_connection(settings().str());
    flow consumer(connection, consumer_request("t", qos()));
    consumer.wait_until_up();
    send(0, 1);
    tally seen;
    if (gate.before != wire::type::publish) {
      const flow_message message = consumer.next_message();
      seen.note(message.payload);
      consumer.accept(message);
    }
    proxy_->wait_until_held();
    proxy_->end_all(ending::reset);
    consumer.wait_for_event(IPAAS_EVENT_DOWN);
    consumer.wait_until_up();
    send_last();
    consume_to_end(consumer, seen);
    return words_for(counted::of(1, seen));
  }
  // The same, and instead of the connection the process dies.
  std::string kill(const packet_gate& gate) {
    start_broker();
    start_proxy(gate);
    tally seen;
    {
      child_process first = start_consumer("accept");
      send(0, 1);
      proxy_->wait_until_held();
      first.kill();
      while (const auto line = first.read_line()) seen.note(*line);
    }
    proxy_->end_all(ending::reset);
    child_process second = start_consumer("accept");
    send_last();
    read_to_end(second, seen);
    return words_for(counted::of(1, seen));
  }
  void expect(const std::string& row, const std::string& words, const std::string& promised) {
    note(row, words);
    EXPECT_EQ(words, promised);
  }
};
class exchange_2 : public exchange {};

const packet_gate before_publish{way::to_client, wire::type::publish, 1};
const packet_gate before_pubrel{way::to_client, wire::type::pubrel, 1};
const packet_gate before_pubcomp{way::to_broker, wire::type::pubcomp, 1};

TEST_P(exchange, cut_publish) { expect("cut_publish", cut(before_publish), "once"); }
// A PUBACK that was sent and never arrived leaves nothing by which the repetition is known.
TEST_P(exchange, cut_answer) {
  expect("cut_answer", cut(answer_gate(way::to_broker, qos())), qos() == 1 ? "again" : "once");
}
TEST_P(exchange_2, cut_pubrel) { expect("cut_pubrel", cut(before_pubrel), "once"); }
TEST_P(exchange_2, cut_pubcomp) { expect("cut_pubcomp", cut(before_pubcomp), "once"); }
TEST_P(exchange, killed_publish) { expect("killed_publish", kill(before_publish), "once"); }
TEST_P(exchange, killed_answer) {
  expect("killed_answer", kill(answer_gate(way::to_broker, qos())), "again");
}
// PUBREC leaves when the disk knows of it; a PUBACK leaves nothing behind.
TEST_P(exchange, killed_answer_with_state) {
  start_state();
  expect("killed_answer_state", kill(answer_gate(way::to_broker, qos())),
         qos() == 1 ? "again" : "once");
}
TEST_P(exchange_2, killed_pubrel) { expect("killed_pubrel", kill(before_pubrel), "once"); }
TEST_P(exchange_2, killed_pubcomp) { expect("killed_pubcomp", kill(before_pubcomp), "once"); }

// A process that is killed while it holds everything: what does the next one get?
class killed_holder : public guarantee {
 protected:
  counted run(const std::string& with) {
    {
      child_process first = start_consumer("hold", with);
      send(0, some);
      for (std::size_t i = 0; i < some; ++i) first.read_line();
      first.kill();
    }
    proxy_->end_all(ending::reset);
    child_process second = start_consumer("hold", with);
    send_last();
    tally again;
    read_to_end(second, again);
    return {some, again.lost_of(some), again.different(), 0};
  }
};

TEST_P(killed_holder, kept_session) {
  start_broker();
  start_proxy();
  const counted result = run(settings().str());
  note("killed_held", result);
  EXPECT_EQ(words_for(result), qos() == 0 ? "lost" : "again");
}

TEST_P(killed_holder, clean_session) {
  start_broker();
  start_proxy();
  const counted result = run(connection_settings(proxy_->url(), "clean").str());
  note("clean", result);
  EXPECT_EQ(words_for(result), "lost");
}

// Ten messages are with the flow and ten wait at the broker when it ends.
class broker_ends : public guarantee {
 protected:
  void run(const char* row, const std::function<void()>& restart, const char* promised) {
    start_proxy();
    const auto connection = plugin_under_test().open_connection(settings().str());
    flow consumer(connection, consumer_request("t", qos()));
    consumer.wait_until_up();
    send(0, some);
    const auto held = consumer.next_messages(some);
    go_away();
    consumer.wait_for_event(IPAAS_EVENT_DOWN);
    send(some, some);
    restart();
    come_back();
    consumer.wait_until_up();
    tally seen;
    for (const flow_message& message : held) {
      seen.note(message.payload);
      consumer.accept(message);
    }
    send_last();
    consume_to_end(consumer, seen);
    const counted result = counted::of(2 * some, seen);
    note(row, result);
    EXPECT_EQ(words_for(result), promised);
  }
};

TEST_P(broker_ends, orderly) {
  start_broker({.persistence = true});
  const auto restart = [this] {
    broker_->stop();
    broker_->start();
  };
  run("restarted", restart, qos() == 0 ? "partly lost" : "once");
}

TEST_P(broker_ends, killed) {
  start_broker(
      {.persistence = true, .extra_lines = {"autosave_on_changes true", "autosave_interval 1"}});
  const auto restart = [this] {
    // It saves at the end of each turn; a second exchange shows that the turn is over.
    test_client(broker_->port()).publish("other", "x", 1);
    test_client(broker_->port()).publish("other", "x", 1);
    broker_->kill();
    broker_->start();
  };
  run("broker_killed", restart, qos() == 0 ? "partly lost" : "once");
}

// What only the broker had is lost with it; what the flow holds is not.
TEST_P(broker_ends, forgetful) {
  start_broker();
  const auto restart = [this] {
    broker_->kill();
    broker_->start();
  };
  run("forgetful", restart, "partly lost");
}

const auto all_levels = testing::Values(0, 1, 2);
const auto acknowledged_levels = testing::Values(1, 2);
const auto exactly_once = testing::Values(2);
INSTANTIATE_TEST_SUITE_P(table, guarantee, all_levels, qos_name);
INSTANTIATE_TEST_SUITE_P(table, guarantee_1_2, acknowledged_levels, qos_name);
INSTANTIATE_TEST_SUITE_P(table, exchange, acknowledged_levels, qos_name);
INSTANTIATE_TEST_SUITE_P(table, exchange_2, exactly_once, qos_name);
INSTANTIATE_TEST_SUITE_P(table, killed_holder, all_levels, qos_name);
INSTANTIATE_TEST_SUITE_P(table, broker_ends, all_levels, qos_name);

}  // namespace
}  // namespace ipaas::harness
