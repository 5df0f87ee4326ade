// The steps of the model: what the peer, the hosts and the wire do.
#pragma once

#include <sstream>

#include "inbound_model.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::delivery::test {

template <typename Container>
auto& pick(Container& from, unsigned choice) {
  return *std::next(from.begin(), static_cast<std::ptrdiff_t>(choice % from.size()));
}

// The words of "PUBREC 7 0x80".
struct answer_words {
  explicit answer_words(const std::string& text) {
    std::istringstream words(text);
    words >> type >> identifier >> reason;
  }
  std::string type;
  std::uint16_t identifier = 0;
  std::string reason;
};

inline std::string name_of(const protocol::publish& handed) {
  return std::string(handed.topic.substr(2));
}

// --- the peer ---

inline inbound_model::exchange* inbound_model::find(std::uint16_t identifier) {
  const auto found = std::ranges::find(session_, identifier, &exchange::identifier);
  return found == session_.end() ? nullptr : &*found;
}

inline bool inbound_model::ends_exchange(const record& of) {
  return of.content.level == q1 || of.negative;
}

inline void inbound_model::publish(unsigned choice) {
  if (!connected_ || session_.size() >= 12 || unread_.size() >= 20) return;
  const std::string name = std::to_string(++last_name_);
  message content{.level = static_cast<qos>(choice % 3),
                  .payload = std::string(choice / 3 % 90, 'x'),
                  .topic = (choice % 5 < 3 ? "a/" : "b/") + name};
  if (content.level == q0) {
    messages_[name].content = content;
    unread_.push_back({.name = name, .content = content});
    return;
  }
  // The lowest free one, so that identifiers come back as soon as can be.
  content.identifier = 1;
  while (find(content.identifier) != nullptr) ++content.identifier;
  messages_[name].content = content;
  session_.push_back({content.identifier, name});
  send(session_.back(), packet::origin::first);
}

inline void inbound_model::send(exchange& to, packet::origin from) {
  message content = messages_.at(to.name).content;
  content.duplicate = from != packet::origin::first;
  to.releasing = to.received;
  unread_.push_back(
      {to.received ? packet_type::pubrel : packet_type::publish, from, to.name, content});
}

// Without a new connection, as peers of MQTT 3.1 may.
inline void inbound_model::repeat(unsigned choice) {
  if (!connected_ || session_.empty() || unread_.size() >= 20) return;
  exchange& chosen = pick(session_, choice);
  if (shape_.version != version::v5 && !chosen.received) send(chosen, packet::origin::repeated);
}

inline void inbound_model::release(unsigned choice) {
  if (!connected_ || session_.empty()) return;
  exchange& chosen = pick(session_, choice);
  if (chosen.received && !chosen.releasing) send(chosen, packet::origin::first);
}

inline void inbound_model::arrive() {
  for (; !wire_.empty(); wire_.pop_front()) {
    const answer_words answer(wire_.front());
    exchange* const found = find(answer.identifier);
    RC_ASSERT(found != nullptr);
    if (answer.type == "PUBREC" && answer.reason.empty()) {
      found->received = true;
    } else {
      session_.remove_if([&](const exchange& each) { return &each == found; });
    }
  }
}

// What a peer repeats on one connection it has not been answered; the model's pipe is slower.
inline bool inbound_model::is_outdated(const packet& next) const {
  const record& about = messages_.at(next.name);
  return next.from == packet::origin::repeated && ends_exchange(about) &&
         about.status != record::answer::none;
}

inline void inbound_model::pump() {
  while (connected_ && !unread_.empty()) {
    if (!is_outdated(unread_.front()) && !feed(unread_.front())) return;
    unread_.pop_front();
    check();
  }
}

// False: there is no room.
inline bool inbound_model::feed(const packet& next) {
  record& about = messages_.at(next.name);
  if (next.type == packet_type::pubrel) {
    RC_ASSERT(on_.answer(packet_type::pubrel, about.content.identifier) == taken);
    // An answer that waits to be given again is not wanted any more.
    due_.remove_if([&](const place& each) { return each.name == next.name; });
    return true;
  }
  const auto before = on_.receiver().counted();
  if (next.from == packet::origin::resent && ends_exchange(about) &&
      about.status == record::answer::written) {
    begin_again(next.name);
  }
  const auto result = on_.publish(next.content, policy_);
  RC_ASSERT(result != failed);
  if (result == no_room) {
    RC_ASSERT(policy_ == engine::when_full::wait);
    return false;
  }
  blocks_.push_back(on_.last_block());
  const auto after = on_.receiver().counted();
  if (after.skipped > before.skipped) return true;
  if (next.content.level != q0) note_place(next, after.parked > before.parked);
  return true;
}

// The answer was lost on the way: what comes now is as good as another message.
inline void inbound_model::begin_again(const std::string& name) {
  record& about = messages_.at(name);
  about.status = record::answer::none;
  about.negative = about.given_up = about.loose = false;
  for (holding& each : holdings_) each.stale = each.stale || each.name == name;
}

inline void inbound_model::note_place(const packet& next, bool parked) {
  // Asked for again, an answer that waits for its turn is given once.
  if (std::ranges::find(due_, next.name, &place::name) != due_.end()) return;
  due_.push_back({next.name, next.from != packet::origin::first, parked});
}

// --- the hosts ---

inline std::vector<inbound_model::holding*> inbound_model::held() {
  std::vector<holding*> all;
  for (holding& each : holdings_) {
    if (each.status == holding::state::held) all.push_back(&each);
  }
  return all;
}

inline std::size_t inbound_model::live_of(operation_id operation) const {
  return static_cast<std::size_t>(std::ranges::count_if(holdings_, [&](const holding& each) {
    return each.as.operation == operation && each.status != holding::state::done;
  }));
}

inline void inbound_model::settle(unsigned choice) {
  const auto all = held();
  if (all.empty()) return;
  constexpr std::array verdicts{verdict::accept, verdict::accept, verdict::retry, verdict::reject};
  settle(*all[choice / 4 % all.size()], verdicts[choice % 4]);
}

inline void inbound_model::settle(holding& of, verdict given) {
  RC_ASSERT(on_.settle(of.as, given) == inbound::settled::done);
  of.status = given == verdict::retry ? holding::state::delayed : holding::state::done;
  record& about = messages_.at(of.name);
  if (given == verdict::reject && shape_.version == version::v5 && !of.stale) about.negative = true;
  RC_ASSERT(on_.settle(of.as, verdict::accept) == inbound::settled::not_held);
}

inline void inbound_model::add_consumer(unsigned choice) {
  if (consumers_.size() >= 3) return;
  const std::array<std::string, 3> filters{"a/#", "b/#", "#"};
  const consumer added{filters[choice % 3], choice / 3 % 2 == 1, choice / 6 % 4 == 1, false, 0};
  consumers_[++last_operation_] = added;
  on_.add_consumer(last_operation_, {added.filter},
                   {.one_at_a_time = added.one_at_a_time,
                    .answer_at_once = added.answer_at_once,
                    .redelivery_delay = 100ms});
}

inline void inbound_model::stop_or_remove_consumer(unsigned choice) {
  if (consumers_.empty()) return;
  auto& entry = pick(consumers_, choice);
  const operation_id operation = entry.first;
  consumer& chosen = entry.second;
  if (!chosen.stopped) {
    chosen.stopped = true;
    const auto all = held();
    const auto mine = std::ranges::count_if(
        all, [&](const holding* each) { return each->as.operation == operation; });
    RC_ASSERT(on_.receiver().stop_consumer(operation, chosen.taken) ==
              static_cast<std::size_t>(mine));
    return;
  }
  on_.remove_consumer(operation);
  for (auto& [name, about] : messages_) {
    const auto is_his = [&, &name = name](const holding& each) {
      return each.name == name && each.as.operation == operation && !each.stale;
    };
    const auto part = std::ranges::find_if(holdings_, is_his);
    const bool settled = part != holdings_.end() && part->status == holding::state::done;
    if (!settled && about.status == record::answer::none &&
        protocol::matches(chosen.filter, about.content.topic)) {
      about.loose = true;
    }
    about.asked_by.erase(operation);
  }
  holdings_.remove_if([&](const holding& each) {
    return each.as.operation == operation && each.status != holding::state::done;
  });
  consumers_.erase(operation);
}

// --- the connection and the time ---

inline void inbound_model::write(std::size_t size) {
  if (!connected_) return;
  on_.under_test().fill_queue();
  on_.write(std::min(size, on_.under_test().queue().pending()));
  for (const std::string& text : on_.arrived_at_peer()) on_written(text);
}

inline void inbound_model::on_written(const std::string& text) {
  wire_.push_back(text);
  const answer_words answer(text);
  if (answer.type == "PUBCOMP") return;
  const exchange* const about = find(answer.identifier);
  RC_ASSERT(about != nullptr);
  messages_.at(about->name).status = record::answer::written;
}

inline void inbound_model::advance(milliseconds by) {
  on_.advance(by);
  check();
  pump();
}

inline void inbound_model::toggle_policy() {
  policy_ = policy_ == engine::when_full::wait ? engine::when_full::park : engine::when_full::wait;
}

inline void inbound_model::toggle_connection(unsigned choice) {
  if (connected_) return disconnect();
  connect(choice % 4 != 0);
}

inline void inbound_model::connect(bool kept) {
  connected_ = true;
  on_.connect({.session_present = kept});
  if (!kept) {
    for (const exchange& each : session_) messages_.at(each.name).forgotten = true;
    session_.clear();
  }
  for (exchange& each : session_) send(each, packet::origin::resent);
}

inline void inbound_model::disconnect() {
  connected_ = false;
  on_.disconnect();
  due_.clear();
  unread_.clear();
  wire_.clear();
}

}  // namespace ipaas::mqtt::delivery::test
