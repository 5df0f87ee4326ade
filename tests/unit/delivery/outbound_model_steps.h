// The steps of the model: what the Producers, the broker and the wires do.
#pragma once

#include "outbound_model.h"

namespace ipaas::mqtt::delivery::test {

inline outbound_model::packet::packet(const std::string& text) {
  std::istringstream words(text);
  std::string word;
  words >> word;
  is_publish = word == "PUBLISH";
  if (!is_publish) {
    words >> identifier;
    return;
  }
  words >> word;
  if (word != "q0") {
    identifier = static_cast<std::uint16_t>(std::stoul(word));
    words >> word;
    level = word == "q1" ? q1 : q2;
  }
  words >> word;
  duplicate = word == "DUP";
  if (duplicate) words >> word;
  token = std::stoull(word);
}

// --- the Producers ---

inline void outbound_model::submit(unsigned choice) {
  const auto level = static_cast<qos>(choice % 3);
  const operation_id operation = 1 + choice / 3 % 2;
  messages_[++last_token_] = {level, operation};
  on_.submit({.level = level, .payload = std::to_string(last_token_)}, last_token_, operation);
}

inline void outbound_model::fail_operation(unsigned choice) {
  on_.sender().fail_operation(1 + choice % 2, describe(error_code::stopped, "test"),
                              on_.under_test().outcomes());
}

// What libmosquitto does at the same time, with identifiers of the same pool.
inline void outbound_model::subscribe(unsigned choice) {
  auto& pool = on_.under_test().identifiers();
  if (choice % 2 == 0 && subscribing_.size() < 3) {
    const std::uint16_t taken_now = pool.acquire();
    RC_ASSERT(taken_now != 0);
    subscribing_.insert(taken_now);
  } else if (!subscribing_.empty()) {
    pool.release(*subscribing_.begin());
    subscribing_.erase(subscribing_.begin());
  }
}

// --- the wires ---

inline void outbound_model::write(std::size_t size) {
  if (!connected_) return;
  on_.under_test().fill_queue();
  on_.write(std::min(size, on_.under_test().queue().pending()));
  for (const std::string& text : on_.arrived_at_peer()) {
    check_left(packet(text));
    leaving_.push_back(text);
  }
}

inline void outbound_model::arrive(std::size_t count) {
  for (; count > 0 && !leaving_.empty(); --count) {
    on_packet(packet(leaving_.front()));
    leaving_.pop_front();
  }
}

inline void outbound_model::receive(std::size_t count) {
  for (; count > 0 && !coming_.empty(); --count) {
    const reply next = coming_.front();
    coming_.pop_front();
    RC_ASSERT(on_.answer(next.type, next.identifier, next.reason) == taken);
    const bool goes_on = next.type == packet_type::pubrec && next.reason < 0x80;
    if (goes_on) {
      messages_.at(next.token).received = true;
    } else {
      open_.erase(next.token);
    }
  }
}

inline void outbound_model::toggle_connection(unsigned choice) {
  if (connected_) return disconnect();
  connect(choice % 3 != 0);
}

inline void outbound_model::connect(bool kept) {
  connected_ = true;
  ++connections_;
  on_.connect({.session_present = kept, .receive_maximum = shape_.receive_maximum});
  for (exchange& each : session_) each.owes = false;
  if (kept) return;
  for (auto& [token, each] : messages_) {
    each.received = false;
    each.published = 0;
  }
  session_.clear();
}

inline void outbound_model::disconnect() {
  connected_ = false;
  on_.disconnect();
  leaving_.clear();
  coming_.clear();
  open_.clear();
  last_left_ = 0;
}

// --- the broker ---

inline outbound_model::exchange* outbound_model::find(std::uint16_t identifier) {
  const auto found = std::ranges::find(session_, identifier, &exchange::identifier);
  return found == session_.end() ? nullptr : &*found;
}

inline std::size_t outbound_model::unanswered() const {
  return static_cast<std::size_t>(std::ranges::count_if(session_, &exchange::owes));
}

inline void outbound_model::on_packet(const packet& given) {
  if (!given.is_publish) return on_pubrel(given);
  if (given.level == q0) {
    ++messages_.at(given.token).published;
    return;
  }
  on_publish(given);
}

inline void outbound_model::on_publish(const packet& given) {
  exchange* known = find(given.identifier);
  if (known == nullptr) {
    session_.push_back({given.identifier, given.token});
    known = &session_.back();
    ++messages_.at(given.token).published;
  }
  // No identifier stands for two messages, and only what was sent before carries DUP.
  RC_ASSERT(known->token == given.token);
  RC_ASSERT(!known->owes);
  known->owes = true;
}

inline void outbound_model::on_pubrel(const packet& given) {
  exchange* const known = find(given.identifier);
  if (known == nullptr) {  // its PUBCOMP was lost
    coming_.push_back({packet_type::pubcomp, given.identifier, 0, 0});
    return;
  }
  RC_ASSERT(known->received);
  known->released = known->owes = true;
}

inline void outbound_model::answer(unsigned choice) {
  std::vector<exchange*> owing;
  for (exchange& each : session_) {
    if (each.owes) owing.push_back(&each);
  }
  if (!connected_ || owing.empty()) return;
  exchange& chosen = *owing[choice / 8 % owing.size()];
  const bool negative = shape_.version == version::v5 && choice % 8 == 0 && !chosen.received;
  const std::uint8_t reason = negative ? 0x97 : 0;
  const bool at_least_once = messages_.at(chosen.token).level == q1;
  const auto type = at_least_once     ? packet_type::puback
                    : chosen.released ? packet_type::pubcomp
                                      : packet_type::pubrec;
  coming_.push_back({type, chosen.identifier, reason, chosen.token});
  chosen.owes = false;
  chosen.received = !negative;
  if (negative) --messages_.at(chosen.token).published;
  if (type == packet_type::pubrec && !negative) return;
  session_.remove_if([&](const exchange& each) { return &each == &chosen; });
}

}  // namespace ipaas::mqtt::delivery::test
