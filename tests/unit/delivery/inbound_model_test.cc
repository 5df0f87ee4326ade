// Random lives of the receiving half, each step checked by the model.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "inbound_model_steps.h"

namespace ipaas::mqtt::delivery::test {

// --- the checks ---

void inbound_model::check() {
  for (const handover& handed : on_.take()) check_handover(handed);
  auto& received = on_.under_test().received();
  for (const std::string& topic : std::exchange(received.unmatched, {})) {
    messages_.at(topic.substr(2)).given_up = true;
  }
  for (const protocol::acknowledgement& given : received.acknowledgements) check_answer(given);
  on_.under_test().fill_queue();
  check_window();
  if (connected_ && on_.receiver().wants_resume()) {
    disconnect();
    connect(true);
  }
}

void inbound_model::check_window() {
  RC_ASSERT(on_.receiver().unsettled() <= shape_.max_messages);
  RC_ASSERT(on_.receiver().unsettled_bytes() <= shape_.max_bytes ||
            on_.receiver().unsettled() == 1U);
}

void inbound_model::check_handover(const handover& handed) {
  const std::string name = name_of(handed.message);
  consumer& to = consumers_.at(handed.operation);
  RC_ASSERT(!to.stopped);
  RC_ASSERT(handed.token < std::uint64_t{1} << 53);
  RC_ASSERT(handed.ticket == ++to.taken);
  RC_ASSERT(protocol::matches(to.filter, handed.message.topic));
  RC_ASSERT(protocol::as_text(handed.message.payload) == messages_.at(name).content.payload);
  if (handed.deliveries > 1) return check_redelivery(handed);
  check_first_delivery(name, handed);
  holdings_.push_back({name, handed});
  RC_ASSERT(!to.one_at_a_time || live_of(handed.operation) == 1);
}

void inbound_model::check_redelivery(const handover& handed) {
  const auto found = std::ranges::find_if(holdings_, [&](const holding& each) {
    return each.as.token == handed.token && each.as.operation == handed.operation &&
           each.status == holding::state::delayed;
  });
  RC_ASSERT(found != holdings_.end());
  RC_ASSERT(found->as.deliveries + 1 == handed.deliveries);
  found->status = holding::state::held;
  found->as = handed;
}

void inbound_model::check_first_delivery(const std::string& name, const handover& handed) {
  record& about = messages_.at(name);
  about.asked_by.insert(handed.operation);
  for (const holding& each : holdings_) {
    // Tokens tell apart what is held.
    const bool live = each.status != holding::state::done;
    RC_ASSERT(!live || each.as.token != handed.token || each.name == name);
    // Never twice, but for a copy that counts no more.
    const bool twice =
        each.name == name && each.as.operation == handed.operation && !each.stale && !about.loose;
    RC_ASSERT(!twice);
  }
}

void inbound_model::check_answer(const protocol::acknowledgement& given) {
  if (given.type == packet_type::pubcomp) return;
  const exchange* const to = find(given.identifier);
  RC_ASSERT(to != nullptr);
  record& about = messages_.at(to->name);
  RC_ASSERT((given.type == packet_type::puback) == (about.content.level == q1));
  check_order(to->name);
  if (about.status == record::answer::none) {
    check_is_settled(to->name);
    if (!about.loose) RC_ASSERT((given.reason >= 0x80) == about.negative);
    about.negative = given.reason >= 0x80;
  }
  about.status = record::answer::given;
}

void inbound_model::check_is_settled(const std::string& name) {
  const record& about = messages_.at(name);
  RC_ASSERT(!about.forgotten);
  std::set<operation_id> done;
  for (const holding& each : holdings_) {
    if (each.name != name || each.stale) continue;
    if (!about.loose) RC_ASSERT(each.status == holding::state::done);
    if (each.status == holding::state::done) done.insert(each.as.operation);
  }
  if (about.given_up) return;
  RC_ASSERT(!done.empty());
  if (!about.loose) RC_ASSERT(std::ranges::includes(done, about.asked_by));
}

// In the order the messages came. A parked one may be overtaken by the answer to a repetition, and
// one whose Consumer is gone waits for nobody, nor does anybody for it.
void inbound_model::check_order(const std::string& name) {
  const auto found = std::ranges::find(due_, name, &place::name);
  RC_ASSERT(found != due_.end());
  for (auto before = due_.begin(); before != found && !is_answered_at_once(name); ++before) {
    RC_ASSERT(messages_.at(before->name).loose || messages_.at(name).loose ||
              is_answered_at_once(before->name) || (before->parked && found->repetition));
  }
  due_.erase(found);
}

bool inbound_model::is_answered_at_once(const std::string& name) const {
  const std::set<operation_id>& operations = messages_.at(name).asked_by;
  return std::ranges::any_of(operations, [this](operation_id operation) {
    const auto found = consumers_.find(operation);
    return found == consumers_.end() || found->second.answer_at_once;
  });
}

void inbound_model::finish() {
  while (!consumers_.empty()) {
    stop_or_remove_consumer(0);
    check();
  }
  if (connected_) disconnect();
  policy_ = engine::when_full::wait;
  add_consumer(2);
  connect(true);
  // Each round settles at least one message, or resumes the session.
  const auto is_owed = [this] { return !session_.empty() || on_.receiver().unsettled() > 0; };
  for (int round = 0; round < 200 && is_owed(); ++round) {
    pump();
    check();
    for (holding* each : held()) settle(*each, verdict::accept);
    check();
    write(SIZE_MAX);
    arrive();
    for (unsigned i = 0; i < session_.size(); ++i) release(i);
    advance(10min);
  }
  RC_ASSERT(session_.empty());
  RC_ASSERT(on_.receiver().unsettled() == 0U);
  RC_ASSERT(on_.receiver().unsettled_bytes() == 0U);
  RC_ASSERT(on_.receiver().held_by(last_operation_) == 0U);
  on_.publish({.level = q0});  // so that the rig holds none of the blocks
  for (const chunk_ref& block : blocks_) RC_ASSERT(block.get()->unique());
}

namespace {

void step(inbound_model& life, unsigned kind, unsigned choice) {
  switch (kind) {
    case 0:
      return life.toggle_connection(choice);
    case 1:
      return life.add_consumer(choice);
    case 2:
      return choice % 4 == 0 ? life.stop_or_remove_consumer(choice) : life.repeat(choice);
    case 3:
      return choice % 3 == 0 ? life.toggle_policy() : life.release(choice);
    case 4:
      return choice % 9 == 0 ? life.give_up_in(1s) : life.advance(milliseconds(choice % 900));
    case 5:
      return life.write(choice % 12);
    case 6:
      life.write(SIZE_MAX);
      return life.arrive();
    case 7:
    case 8:
      return life.publish(choice);
    default:
      return life.settle(choice);
  }
}

void live(inbound_model::shape given) {
  inbound_model life(given);
  const auto one = rc::gen::pair(rc::gen::inRange(0U, 12U), rc::gen::inRange(0U, 10'000U));
  const auto steps =
      *rc::gen::scale(3.0, rc::gen::container<std::vector<std::pair<unsigned, unsigned>>>(one));
  life.add_consumer(2);
  life.toggle_connection(1);
  for (const auto& [kind, choice] : steps) {
    step(life, kind, choice);
    life.check();
  }
  life.finish();
}

RC_GTEST_PROP(inbound_model, holds_in_3_1_1, ()) { live({.version = version::v3_1_1}); }

RC_GTEST_PROP(inbound_model, holds_in_5, ()) { live({.version = version::v5}); }

RC_GTEST_PROP(inbound_model, holds_with_a_window_of_one, ()) {
  live({.version = version::v3_1_1, .max_messages = 1});
}

RC_GTEST_PROP(inbound_model, holds_with_few_bytes, ()) {
  live({.version = version::v5, .max_messages = 8, .max_bytes = 60});
}

}  // namespace
}  // namespace ipaas::mqtt::delivery::test
