// What Consumer and Producer have in common, and the Consumer without a broker.
#include "operations/operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "operation_bench.h"

namespace ipaas::mqtt::operations {
namespace {

using test::message;
using test::reader;
using test::settlement;
using test::taken_record;
using testing::HasSubstr;
using namespace std::chrono_literals;

class operation_test : public test::operation_test {};

TEST_F(operation_test, events_say_how_the_connection_fares) {
  keep_trying();
  const auto consumer = open_consumer();
  reader from(*consumer);
  const taken_record down = from.next_event(IPAAS_EVENT_DOWN);
  EXPECT_THAT(down.error, HasSubstr("MQTT:CONNECT_REFUSED"));
  EXPECT_THAT(down.attribute, HasSubstr(R"("event":"down")"));
  EXPECT_EQ(down.header.token, 0U);
}

TEST_F(operation_test, errors_have_the_code_and_the_language_that_the_connection_asks_for) {
  settings.errors = {code_style::core, language::zh};
  config::producer_settings parameters;
  parameters.topic = "a";
  const auto producer = open_producer(parameters);
  reader from(*producer);
  const std::string cause(entry_of(error_code::connect_refused).cause_zh);
  const auto is_as_asked = testing::AllOf(HasSubstr(R"("Code":"CORE:RUNTIME")"), HasSubstr(cause));
  EXPECT_THAT(from.next_event(IPAAS_EVENT_FAILED).error, is_as_asked);
  ASSERT_EQ(submit(*producer, message(1, "x")).status, IPAAS_OK);
  EXPECT_THAT(from.next_of(IPAAS_KIND_OUTCOME).error, is_as_asked);
}

TEST_F(operation_test, a_record_that_finds_no_room_says_how_much_it_needs) {
  const auto consumer = open_consumer();
  reader(*consumer).next_event(IPAAS_EVENT_FAILED);
  consumer->stop(0ms);
  pollfd descriptor{consumer->descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&descriptor, 1, 60'000), 1);
  alignas(8) std::byte room[1024];
  std::size_t needed = 0;
  ASSERT_EQ(consumer->take(std::span(room).first(40), needed).status, IPAAS_BUFFER_TOO_SMALL);
  ASSERT_GT(needed, 48U);
  std::size_t length = 0;
  EXPECT_EQ(consumer->take(std::span(room).first(needed - 1), length).status,
            IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(consumer->take(std::span(room).first(needed), length).status, IPAAS_OK);
  EXPECT_EQ(length, needed);
  EXPECT_EQ(consumer->take(room, length).status, IPAAS_OK);
  EXPECT_EQ(length, 0U);
}

// The setting that loses messages is said once, to each Consumer that it concerns.
TEST_F(operation_test, a_contradictory_configuration_is_a_warning) {
  keep_trying();
  settings.errors.words = language::zh;
  const auto consumer = open_consumer();
  const taken_record warning = reader(*consumer).next_event(IPAAS_EVENT_WARNING);
  EXPECT_THAT(warning.attribute, HasSubstr(std::string(problem::warn_loses_messages.text.zh)));
  EXPECT_THAT(warning.attribute, HasSubstr(R"("code":"CORE:CONFIG")"));
  EXPECT_THAT(warning.error, HasSubstr(R"("Field":"/ackMode")"));
}

TEST_F(operation_test, a_warning_of_the_settings_goes_to_the_first_operation_alone) {
  keep_trying();
  const auto opened = hub::open(settings, {error{error_code::core_config, "Strange."}});
  config::producer_settings parameters;
  parameters.topic = "a";
  const auto first = opened->open_operation({parameters, {}, {}, {}});
  const auto second = opened->open_operation({parameters, {}, {}, {}});
  EXPECT_THAT(reader(*first).next_event(IPAAS_EVENT_WARNING).attribute,
              HasSubstr(R"("text":"Strange.")"));
  second->stop(0ms);
  reader from_second(*second);
  for (taken_record next = from_second.next(); next.header.code != IPAAS_EVENT_STOPPED;
       next = from_second.next()) {
    EXPECT_NE(next.header.code, IPAAS_EVENT_WARNING);
    if (next.header.size == 0) break;
  }
  opened->close(0ms);
}

TEST_F(operation_test, a_settlement_of_nothing_is_a_warning_with_its_token) {
  settings.clean_session = false;
  const auto consumer = open_consumer();
  ASSERT_EQ(submit(*consumer, settlement(12'345, IPAAS_ACCEPT)).status, IPAAS_OK);
  const taken_record warning = reader(*consumer).next_event(IPAAS_EVENT_WARNING);
  EXPECT_EQ(warning.header.token, 12'345U);
  EXPECT_THAT(warning.error, HasSubstr("CORE:STATE"));
}

TEST_F(operation_test, what_breaks_the_layout_is_refused_where_it_stands) {
  const auto consumer = open_consumer();
  auto records = settlement(1, IPAAS_ACCEPT);
  const std::size_t size = records.size();
  std::size_t accepted = 0;
  for (const auto& wrong :
       {settlement(2, 0), settlement(2, 4), message(2, "x"), std::vector<std::byte>(47)}) {
    records.resize(size);
    records.insert(records.end(), wrong.begin(), wrong.end());
    const result refused = consumer->submit(records, accepted);
    EXPECT_EQ(refused.status, IPAAS_BAD_RECORD);
    EXPECT_EQ(accepted, size) << "what stood before is taken over";
    EXPECT_EQ(refused.failure->code, error_code::core_state);
  }
}

TEST_F(operation_test, a_host_that_takes_nothing_gets_a_bounded_number_of_events) {
  const auto consumer = open_consumer();
  reader(*consumer).next_event(IPAAS_EVENT_FAILED);
  for (int i = 0; i < 1000; ++i) submit(*consumer, settlement(1, IPAAS_ACCEPT));
  consumer->stop(0ms);
  std::promise<void> worked_off;
  connection()->post([&](session::connection&) { worked_off.set_value(); });
  worked_off.get_future().wait();
  reader from(*consumer);
  int warnings = 0;
  for (;;) {
    const taken_record record = from.next();
    if (record.header.code != IPAAS_EVENT_WARNING) {
      EXPECT_EQ(record.header.code, IPAAS_EVENT_STOPPED) << "what ends is told nevertheless";
      break;
    }
    ++warnings;
  }
  EXPECT_GT(warnings, 0);
  EXPECT_LE(warnings, 256);
}

TEST_F(operation_test, a_second_stop_has_no_effect) {
  const auto consumer = open_consumer();
  EXPECT_EQ(consumer->stop(0ms).status, IPAAS_OK);
  EXPECT_EQ(consumer->stop(1h).status, IPAAS_OK);
  reader from(*consumer);
  from.next_event(IPAAS_EVENT_STOPPED);
  connection()->close_operation(*consumer);
  EXPECT_TRUE(from.is_empty());
}

// An operation that runs something in the middle of a submit.
class interrupted final : public operation {
 public:
  using operation::operation;
  std::function<void()> in_the_middle;
  void on_message(const delivery::handover&) override {}
  void on_outcome(const delivery::outcome&) override {}
  std::uint64_t taken() const override { return 0; }
  std::uint64_t withdraw_untaken() override { return 0; }

 protected:
  result accept(const record_view&) override {
    in_the_middle();
    return {};
  }
  std::uint16_t accepted_kind() const override { return IPAAS_KIND_MESSAGE; }
  result flush() override { return {}; }
  void on_taken(const queued_record&) override {}
};

// Otherwise STOPPED could come before the outcomes of what the submit has accepted.
TEST_F(operation_test, a_stop_takes_effect_behind_a_submit_that_runs) {
  const auto stopped = std::make_shared<interrupted>(connection(), 999);
  std::future<void> stopping;
  stopped->in_the_middle = [&] {
    stopping = std::async(std::launch::async, [&] { stopped->stop(0ms); });
    EXPECT_EQ(stopping.wait_for(50ms), std::future_status::timeout);
  };
  EXPECT_EQ(submit(*stopped, message(1, "x")).status, IPAAS_OK);
  stopping.get();
  EXPECT_EQ(submit(*stopped, message(2, "x")).status, IPAAS_BAD_STATE);
}

}  // namespace
}  // namespace ipaas::mqtt::operations
