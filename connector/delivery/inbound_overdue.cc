// Hand-overs that are not settled in time. They are handed over while nobody looks at a clock: the
// next on_time() gives them their time.
#include <fmt/format.h>

#include <algorithm>

#include "delivery/inbound.h"

namespace ipaas::mqtt::delivery {

void inbound::note_taken(operation_id operation, std::uint64_t taken) {
  const auto found = consumers_.find(operation);
  if (found != consumers_.end()) found->second.taken = taken;
}

void inbound::watch_over(consumer& by, std::uint32_t index, const holding& part) {
  by.watched.push({token_of(index), part.ticket, {}});
  ++by.unstamped;
  ++unstamped_;
}

void inbound::stamp(consumer& by, time_point now) {
  const auto end = by.watched.end();
  for (auto at = end - static_cast<std::ptrdiff_t>(by.unstamped); at != end; ++at) at->since = now;
  unstamped_ -= std::exchange(by.unstamped, 0);
}

void inbound::check_watched(operation_id operation, consumer& by, time_point now,
                            inbound_outputs& out) {
  if (by.watched.empty()) return;
  stamp(by, now);
  const auto is_settled = [&](const watch& each) { return !is_handed(operation, each); };
  // Of what was settled an entry stays behind; a slow flow must not make them many.
  if (by.watched.size() > 2 * by.handed + 64) by.watched.remove_if(is_settled);
  while (!by.watched.empty()) {
    const watch& oldest = by.watched.front();
    const bool late = oldest.since + by.rules.settle_timeout <= now;
    if (!late && !is_settled(oldest)) return;
    const watch checked = by.watched.pop();
    if (late) on_overdue(operation, checked, now, out);
  }
}

bool inbound::is_handed(operation_id operation, const watch& of) {
  slot* entry = find(of.token);
  const holding* part = entry == nullptr ? nullptr : part_of(*entry, operation);
  return part != nullptr && part->status == holding::state::handed && part->ticket == of.ticket;
}

void inbound::on_overdue(operation_id operation, const watch& late, time_point now,
                         inbound_outputs& out) {
  if (!is_handed(operation, late)) return;
  slot& entry = *find(late.token);
  holding& part = *part_of(entry, operation);
  consumer& by = consumers_.at(operation);
  const auto age = std::chrono::duration_cast<milliseconds>(now - late.since);
  // What the host has not taken waits in its queue, and will be taken from there.
  const bool takes_back = by.rules.take_back && !by.stopped && part.ticket <= by.taken;
  note(takes_back ? notice::kind::taken_back : notice::kind::unsettled, entry, part, out);
  out.notices.back().age = age;
  if (takes_back) return take_back(entry, part, by, now, out);
  // Told again when it is twice as old.
  set_alarm({now + age, late.token, operation, alarm::kind::overdue, late.ticket, late.since});
}

void inbound::remind(const alarm& due, time_point now, inbound_outputs& out) {
  const watch late{due.token, due.ticket, due.since};
  if (!is_handed(due.operation, late)) return;
  consumer& by = consumers_.at(due.operation);
  if (by.rules.take_back && late.ticket <= by.taken) {
    // The host has taken it in the meantime: the flow's time begins now.
    slot& entry = *find(late.token);
    return watch_over(by, index_of(entry), *part_of(entry, due.operation));
  }
  on_overdue(due.operation, late, now, out);
}

void inbound::take_back(slot& entry, holding& part, consumer& by, time_point now,
                        inbound_outputs& out) {
  --by.handed;
  part.generation = ++entry.last_generation;
  const error late{
      .code = error_code::core_runtime,
      .description =
          fmt::format("The message was not settled within {} ms", by.rules.settle_timeout.count()),
  };
  const auto text = by.rules.dead_letters.topic.empty()
                        ? nullptr
                        : std::make_shared<const std::string>(to_json(late));
  retry_or_give_up(entry, part, by, text, now, out);
}

}  // namespace ipaas::mqtt::delivery
