// Random lives of the sending half, each packet and outcome checked by the model.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "outbound_model_steps.h"

namespace ipaas::mqtt::delivery::test {

// Called for each packet that has left the engine whole.
void outbound_model::check_left(const packet& given) {
  if (!given.is_publish) return;
  const submitted& about = messages_.at(given.token);
  RC_ASSERT(given.level == about.level);
  if (given.level != q0) {
    RC_ASSERT(!subscribing_.contains(given.identifier));
    // After PUBREC the payload is the broker's, as long as the session lives.
    RC_ASSERT(!about.received);
    RC_ASSERT(open_.insert(given.token).second);
    RC_ASSERT(open_.size() <= shape_.receive_maximum);
  }
  // What failed while it was being written may leave with that connection, but with no other.
  RC_ASSERT(given.level != q0 || !about.failed || about.failed_on == connections_);
  // On one connection always in the order of submission, what is sent again included.
  RC_ASSERT(given.token > last_left_);
  last_left_ = given.token;
}

void outbound_model::on_outcome(const outcome& given) {
  submitted& about = messages_.at(given.token);
  RC_ASSERT(!about.reported);
  RC_ASSERT(given.operation == about.operation);
  about.reported = true;
  about.failed = given.failure != nullptr;
  about.failed_on = connections_;
  if (about.failed || about.level == q0) return;
  RC_ASSERT(about.published == 1U || (about.level == q1 && about.published > 1U));
}

void outbound_model::check() {
  for (const outcome& each : std::exchange(on_.under_test().outcomes(), {})) on_outcome(each);
  RC_ASSERT(unanswered() <= shape_.receive_maximum);
  for (const operation_id operation : {1U, 2U}) {
    const auto waiting = std::ranges::count_if(messages_, [&](const auto& each) {
      return each.second.operation == operation && !each.second.reported;
    });
    RC_ASSERT(on_.sender().pending_of(operation) == static_cast<std::size_t>(waiting));
  }
}

void outbound_model::finish() {
  if (!connected_) connect(true);
  for (int round = 0; round < 500 && on_.sender().size() > 0; ++round) {
    write(SIZE_MAX);
    arrive(SIZE_MAX);
    while (unanswered() > 0) answer(1);
    receive(SIZE_MAX);
    check();
  }
  RC_ASSERT(on_.sender().size() == 0U);
  RC_ASSERT(!on_.sender().awaits_answer());
  RC_ASSERT(session_.empty());
  RC_ASSERT(on_.under_test().identifiers().in_use() == subscribing_.size());
  RC_ASSERT(std::ranges::all_of(messages_, [](const auto& each) { return each.second.reported; }));
}

namespace {

void step(outbound_model& life, unsigned kind, unsigned choice) {
  switch (kind) {
    case 0:
      return life.toggle_connection(choice);
    case 1:
      return choice % 5 == 0 ? life.fail_operation(choice) : life.subscribe(choice);
    case 2:
      return life.advance(milliseconds(choice % 300));
    case 3:
      return life.write(choice % 30);
    case 4:
      return life.write(SIZE_MAX);
    case 5:
      return life.arrive(choice % 4);
    case 6:
      return life.receive(choice % 3);
    case 7:
    case 8:
      return life.answer(choice);
    default:
      return life.submit(choice);
  }
}

void live(outbound_model::shape given) {
  outbound_model life(given);
  const auto one = rc::gen::pair(rc::gen::inRange(0U, 12U), rc::gen::inRange(0U, 10'000U));
  const auto steps =
      *rc::gen::scale(3.0, rc::gen::container<std::vector<std::pair<unsigned, unsigned>>>(one));
  life.toggle_connection(0);
  for (const auto& [kind, choice] : steps) {
    step(life, kind, choice);
    life.check();
  }
  life.finish();
}

RC_GTEST_PROP(outbound_model, holds_in_5, ()) { live({}); }

RC_GTEST_PROP(outbound_model, holds_with_a_quota_of_one, ()) { live({.receive_maximum = 1}); }

RC_GTEST_PROP(outbound_model, holds_in_3_1_1, ()) {
  live({.version = version::v3_1_1, .receive_maximum = 65'535});
}

RC_GTEST_PROP(outbound_model, holds_with_a_write_timeout, ()) {
  live({.receive_maximum = 4, .write_timeout = 1s});
}

}  // namespace
}  // namespace ipaas::mqtt::delivery::test
