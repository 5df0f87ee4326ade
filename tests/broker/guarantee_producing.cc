// The rows of the guarantee table about produced messages.
#include <set>

#include "guarantee_bench.h"

namespace ipaas::harness {
namespace {

class producing : public guarantee {
 protected:
  // The connection is cut when a packet stands at the gate; the message must come all the same.
  void cut(const char* row, const packet_gate& gate, const char* promised) {
    start_broker();
    start_proxy(gate);
    test_client witness(broker_->port());
    witness.subscribe("t", 2);
    const auto connection = plugin_under_test().open_connection(settings().str());
    flow producer(connection, producer_request("t", qos()));
    producer.wait_until_up();
    producer.publish(0, "0");
    proxy_->wait_until_held();
    proxy_->end_all(ending::reset);
    EXPECT_EQ(producer.next_outcome().code, IPAAS_SUCCEEDED);
    EXPECT_EQ(producer.publish_and_wait(last_payload).code, IPAAS_SUCCEEDED);
    tally seen;
    witness_to_end(witness, seen);
    note(row, counted::of(1, seen));
    EXPECT_EQ(words_for(counted::of(1, seen)), promised);
  }
  // The same of the process, which keeps its state on disk; another goes on with that.
  void kill(const char* row, const packet_gate& gate, const char* promised) {
    start_state();
    start_broker();
    start_proxy(gate);
    test_client witness(broker_->port());
    witness.subscribe("t", 2);
    {
      child_process first = start_producer(0, 1);
      EXPECT_EQ(first.read_line(), "submitted");
      proxy_->wait_until_held();
      first.kill();
    }
    proxy_->end_all(ending::reset);
    child_process second = start_producer(1, 1);
    EXPECT_EQ(second.read_line(), "submitted");
    EXPECT_EQ(second.read_line(), "1");
    test_client(broker_->port()).publish("t", last_payload, 2);
    tally seen;
    witness_to_end(witness, seen);
    note(row, counted::of(2, seen));
    EXPECT_EQ(words_for(counted::of(2, seen)), promised);
  }
  // A process is killed with an outbox while the broker is away; another one follows.
  counted kill_with_an_outbox() {
    start_broker();
    start_proxy();
    test_client witness(broker_->port());
    witness.subscribe("t", 2);
    is_away_ = true;
    {
      child_process first = start_producer(0, some);
      EXPECT_EQ(first.read_line(), "submitted");
      first.kill();
      EXPECT_FALSE(first.read_line().has_value()) << "something was reported as sent";
    }
    come_back();
    child_process second = start_producer(some, 1);
    EXPECT_EQ(second.read_line(), "submitted");
    EXPECT_EQ(second.read_line(), std::to_string(some));
    // A QoS 0 message is reported when it is written: another client's may reach the broker first.
    tally seen;
    while (!seen.has(some)) seen.note(witness.next_message().payload);
    test_client(broker_->port()).publish("t", last_payload, 2);
    witness_to_end(witness, seen);
    return {some, some + 1 - seen.different(), seen.doubled(), 0};
  }
  void publish(flow& producer, std::size_t first) {
    for (std::size_t i = first; i < first + some; ++i) producer.publish(i, std::to_string(i));
  }
  void expect_successes(flow& producer) {
    for (std::size_t i = 0; i < some; ++i) {
      const flow_outcome outcome = producer.next_outcome();
      EXPECT_EQ(outcome.code, IPAAS_SUCCEEDED) << outcome.token << " " << outcome.error;
    }
  }
};
class producing_0_1_2 : public producing {};
class producing_2 : public producing {};

TEST_P(producing, cut_publish) {
  cut("sent_cut_publish", {way::to_broker, wire::type::publish, 1}, "once");
}
TEST_P(producing, cut_answer) {
  cut("sent_cut_answer", answer_gate(way::to_client, qos()), qos() == 1 ? "again" : "once");
}
TEST_P(producing_2, cut_pubrel) {
  cut("sent_cut_pubrel", {way::to_broker, wire::type::pubrel, 1}, "once");
}
TEST_P(producing_2, cut_pubcomp) {
  cut("sent_cut_pubcomp", {way::to_client, wire::type::pubcomp, 1}, "once");
}

TEST_P(producing, broker_restarted) {
  start_broker({.persistence = true});
  start_proxy();
  const client_options kept{.port = broker_->port(), .id = "witness", .clean_session = false};
  { test_client(kept).subscribe("t", 2); }
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow producer(connection, producer_request("t", qos()));
  publish(producer, 0);
  expect_successes(producer);
  broker_->stop();
  publish(producer, some);
  broker_->start();
  expect_successes(producer);
  EXPECT_EQ(producer.publish_and_wait(last_payload).code, IPAAS_SUCCEEDED);
  test_client witness(kept);
  tally seen;
  witness_to_end(witness, seen);
  note("sent_restarted", counted::of(2 * some, seen));
  EXPECT_EQ(words_for(counted::of(2 * some, seen)), "once");
}

// The broker forgets the session; what it has not answered is sent again as new.
TEST_P(producing, broker_forgetful) {
  start_broker();
  start_proxy();
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow producer(connection, producer_request("t", qos()));
  producer.wait_until_up();
  go_away();
  publish(producer, 0);
  broker_->kill();
  broker_->start();
  test_client witness(broker_->port());
  witness.subscribe("t", 2);
  come_back();
  expect_successes(producer);
  EXPECT_EQ(producer.publish_and_wait(last_payload).code, IPAAS_SUCCEEDED);
  tally seen;
  witness_to_end(witness, seen);
  note("sent_forgetful", counted::of(some, seen));
  EXPECT_EQ(words_for(counted::of(some, seen)), "once");
}

TEST_P(producing_0_1_2, broker_away) {
  start_broker();
  start_proxy();
  test_client witness(broker_->port());
  witness.subscribe("t", 2);
  const auto connection = plugin_under_test().open_connection(settings().str());
  flow producer(connection, producer_request("t", qos()));
  producer.wait_until_up();
  go_away();
  producer.wait_for_event(IPAAS_EVENT_DOWN);
  publish(producer, 0);
  come_back();
  expect_successes(producer);
  EXPECT_EQ(producer.publish_and_wait(last_payload).code, IPAAS_SUCCEEDED);
  tally seen;
  witness_to_end(witness, seen);
  const std::string words = words_for(counted::of(some, seen));
  note("away", words == "once" ? "kept, in order" : words);
  EXPECT_EQ(words, "once");
}

TEST_P(producing_0_1_2, killed_with_an_outbox) {
  const counted result = kill_with_an_outbox();
  note("outbox_killed", result);
  EXPECT_EQ(words_for(result), "lost");
}
TEST_P(producing_0_1_2, killed_with_an_outbox_on_disk) {
  start_state();
  const counted result = kill_with_an_outbox();
  note("outbox_killed_state", result);
  EXPECT_EQ(words_for(result), qos() == 0 ? "lost" : "once");
}

TEST_P(producing, killed_publish) {
  kill("sent_killed_publish", {way::to_broker, wire::type::publish, 1}, "once");
}
TEST_P(producing, killed_answer) {
  kill("sent_killed_answer", answer_gate(way::to_client, qos()), qos() == 1 ? "again" : "once");
}
TEST_P(producing_2, killed_pubrel) {
  kill("sent_killed_pubrel", {way::to_broker, wire::type::pubrel, 1}, "once");
}
TEST_P(producing_2, killed_pubcomp) {
  kill("sent_killed_pubcomp", {way::to_client, wire::type::pubcomp, 1}, "once");
}

// In the middle of a burst: whatever was reported by then is at the broker.
TEST_P(producing, killed) {
  start_broker();
  start_proxy();
  test_client witness(broker_->port());
  witness.subscribe("t", 2);
  std::set<std::size_t> reported;
  {
    child_process process = start_producer(0, 5000);
    EXPECT_EQ(process.read_line(), "submitted");
    for (int i = 0; i < 100; ++i) reported.insert(std::stoul(process.read_line().value_or("0")));
    process.kill();
    while (const auto line = process.read_line()) reported.insert(std::stoul(*line));
  }
  test_client(broker_->port()).publish("t", last_payload, 2);
  tally seen;
  witness_to_end(witness, seen);
  counted result{reported.size(), 0, seen.doubled(), 0};
  for (const std::size_t number : reported) result.lost += seen.has(number) ? 0U : 1U;
  note("reported", result);
  EXPECT_EQ(words_for(result), "once");
}

INSTANTIATE_TEST_SUITE_P(table, producing, testing::Values(1, 2), qos_name);
INSTANTIATE_TEST_SUITE_P(table, producing_0_1_2, testing::Values(0, 1, 2), qos_name);
INSTANTIATE_TEST_SUITE_P(table, producing_2, testing::Values(2), qos_name);

}  // namespace
}  // namespace ipaas::harness
