// When to say how full the outbox is: at 80 %, when a message finds no room, and when it is below
// half again. Any thread.
#pragma once

#include <atomic>
#include <optional>

#include "message/event_text.h"
#include "operations/outbox_budget.h"

namespace ipaas::mqtt::operations {

class outbox_watch {
 public:
  // What is new since the last call, by any thread. Cheap where nothing is.
  std::optional<event_name> news_of(outbox_budget& budget) {
    level before = told_.load(std::memory_order_relaxed);
    const level now = level_of(budget, before);
    if (now == before) return {};
    if (!told_.compare_exchange_strong(before, now, std::memory_order_relaxed)) return {};
    switch (now) {
      case level::full:
        return event_name::outbox_full;
      case level::filling:
        return event_name::outbox_filling;
      default:
        return event_name::outbox_drained;
    }
  }

 private:
  enum class level : std::uint8_t { calm, filling, full };

  static level level_of(outbox_budget& budget, level before) {
    if (budget.take_refusal()) return level::full;
    const unsigned percent = budget.percent();
    if (percent < 50) return level::calm;
    return percent >= 80 && before == level::calm ? level::filling : before;
  }

  std::atomic<level> told_{level::calm};
};

}  // namespace ipaas::mqtt::operations
