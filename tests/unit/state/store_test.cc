// What is kept is found again by the next process, as far as its exchange had come.
#include "state/store.h"

#include <signal.h>
#include <sys/wait.h>

#include "store_bench.h"

namespace ipaas::mqtt::state {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(store, a_new_one_has_nothing) {
  const folder in;
  const life first(in);
  EXPECT_THAT(first.left.messages, IsEmpty());
  EXPECT_THAT(first.left.received, IsEmpty());
}

TEST(store, is_for_the_eyes_of_its_owner_alone) {
  const folder in;
  life first(in);
  auto one = messages({"a"});
  ASSERT_FALSE(first.tested.keep(one));
  for (const auto& file : std::filesystem::directory_iterator(in.path())) {
    using std::filesystem::perms;
    EXPECT_EQ(file.status().permissions() & (perms::group_all | perms::others_all), perms::none)
        << file.path();
  }
}

TEST(store, messages_are_found_again_in_their_order) {
  const folder in;
  {
    life first(in);
    auto two = messages({"a", "b"});
    auto one = messages({"c"}, qos::exactly_once);
    EXPECT_FALSE(first.tested.keep(two));
    EXPECT_FALSE(first.tested.keep(one));
    EXPECT_EQ(two[1].sequence, 2U);
    EXPECT_EQ(one[0].sequence, 3U);
  }
  const life second(in);
  EXPECT_THAT(texts_of(second.left), ElementsAre("1:a", "2:b", "3:c"));
  EXPECT_EQ(second.left.messages[2].qos, qos::exactly_once);
}

TEST(store, what_was_kept_is_there_though_the_process_ended_without_closing) {
  const folder in;
  const pid_t child = ::fork();
  if (child == 0) {
    life first(in);
    auto one = messages({"a"});
    if (first.tested.keep(one)) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  const life second(in);
  EXPECT_THAT(texts_of(second.left), ElementsAre("1:a"));
}

TEST(store, qos_0_is_not_kept) {
  const folder in;
  {
    life first(in);
    auto mixed = messages({"a"});
    for (auto& each : messages({"b"}, qos::at_most_once)) mixed.push_back(each);
    for (auto& each : messages({"c"})) mixed.push_back(each);
    EXPECT_FALSE(first.tested.keep(mixed));
    EXPECT_EQ(mixed[1].sequence, 0U);
    EXPECT_EQ(mixed[2].sequence, 2U);
  }
  EXPECT_THAT(texts_of(life(in).left), ElementsAre("1:a", "2:c"));
}

TEST(store, what_is_done_is_gone_also_out_of_the_middle) {
  const folder in;
  {
    life first(in);
    auto three = messages({"a", "b", "c"});
    ASSERT_FALSE(first.tested.keep(three));
    first.tested.note_done(2);
  }
  {
    life second(in);
    EXPECT_THAT(texts_of(second.left), ElementsAre("1:a", "3:c"));
    second.tested.note_done(1);
    second.tested.note_done(3);
  }
  EXPECT_THAT(life(in).left.messages, IsEmpty());
}

TEST(store, a_released_message_stays_released) {
  const folder in;
  {
    life first(in);
    auto two = messages({"a", "b"}, qos::exactly_once);
    ASSERT_FALSE(first.tested.keep(two));
    first.listener.wait_for_note(first.tested.note_released(1));
  }
  EXPECT_THAT(texts_of(life(in).left), ElementsAre("1:released", "2:b"));
}

TEST(store, a_message_becomes_durable) {
  const folder in;
  life first(in);
  auto one = messages({"a"});
  ASSERT_FALSE(first.tested.keep(one));
  first.listener.wait_for_message(1);
}

TEST(store, messages_kept_while_connected_may_have_been_sent) {
  const folder in;
  {
    life first(in);
    auto before = messages({"before"});
    ASSERT_FALSE(first.tested.keep(before));
    first.listener.wait_for_note(first.tested.note_connected());
    auto meanwhile = messages({"meanwhile"});
    ASSERT_FALSE(first.tested.keep(meanwhile));
    first.tested.note_disconnected();
    auto after = messages({"after"});
    ASSERT_FALSE(first.tested.keep(after));
  }
  EXPECT_THAT(texts_of(life(in).left), ElementsAre("1:before sent", "2:meanwhile sent", "3:after"));
}

TEST(store, numbers_that_may_have_been_sent_are_not_given_again) {
  const folder in;
  {
    life first(in);
    first.listener.wait_for_note(first.tested.note_connected());
    auto two = messages({"a", "b"});
    ASSERT_FALSE(first.tested.keep(two));
    first.tested.note_done(1);
    first.tested.note_done(2);
  }
  life second(in);
  auto one = messages({"c"});
  ASSERT_FALSE(second.tested.keep(one));
  EXPECT_GE(one[0].sequence, 3U);
}

TEST(store, received_identifiers_are_found_again_until_they_are_completed) {
  const folder in;
  {
    life first(in);
    first.tested.note_received(7);
    first.tested.note_received(9);
    first.listener.wait_for_note(first.tested.note_completed(7));
  }
  {
    const life second(in);
    EXPECT_THAT(second.left.received, ElementsAre(9));
  }
}

TEST(store, a_new_session_forgets_received_identifiers) {
  const folder in;
  {
    life first(in);
    first.listener.wait_for_note(first.tested.note_received(7));
  }
  {
    life second(in);
    second.tested.note_new_session();
    second.listener.wait_for_note(second.tested.note_received(8));
  }
  EXPECT_THAT(life(in).left.received, ElementsAre(8));
}

TEST(store, filters_are_found_again_until_they_are_unsubscribed_or_forgotten) {
  const folder in;
  {
    life first(in);
    first.tested.note_subscribed("a/#");
    first.tested.note_subscribed("b");
    first.tested.note_subscribed("b");
    first.tested.note_unsubscribed("a/#");
  }
  {
    life second(in);
    EXPECT_THAT(second.left.filters, ElementsAre("b"));
    second.tested.note_new_session();
    second.tested.note_subscribed("c");
  }
  EXPECT_THAT(life(in).left.filters, ElementsAre("c"));
}

TEST(store, the_age_of_a_message_goes_on) {
  const folder in;
  {
    life first(in);
    auto one = messages({"a"});
    ASSERT_FALSE(first.tested.keep(one));
  }
  EXPECT_GE(life(in).left.messages.at(0).age.count(), 0);
}

TEST(store, messages_of_another_version_are_translated) {
  const folder in;
  {
    life first(in, version::v5);
    auto two = messages({"a", "b"}, qos::exactly_once, version::v5);
    ASSERT_FALSE(first.tested.keep(two));
    first.listener.wait_for_note(first.tested.note_released(1));
  }
  {
    const life second(in, version::v3_1);
    EXPECT_THAT(texts_of(second.left, version::v3_1), ElementsAre("1:released", "2:b"));
  }
  const life third(in, version::v5);
  EXPECT_THAT(texts_of(third.left, version::v5), ElementsAre("1:released", "2:b"));
}

TEST(store, after_closing_nothing_is_kept_and_others_may_open_it) {
  const folder in;
  life first(in);
  first.tested.close();
  auto one = messages({"a"});
  const auto failure = first.tested.keep(one);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, error_code::core_state);
  EXPECT_THAT(life(in).left.messages, IsEmpty());
}

TEST(store, many_batches_are_trimmed_from_the_log) {
  const folder in;
  life first(in);
  const std::string large(200'000, 'x');
  for (std::uint64_t number = 1; number <= 200; ++number) {
    auto one = messages({large});
    ASSERT_FALSE(first.tested.keep(one));
    first.tested.note_done(number);
    first.listener.wait_for_message(number);
  }
  const auto size = std::filesystem::file_size(in.path() / "c.state-wal") +
                    std::filesystem::file_size(in.path() / "c.state");
  EXPECT_LT(size, std::size_t{24} << 20) << "40 MB have passed";
}

}  // namespace
}  // namespace ipaas::mqtt::state
