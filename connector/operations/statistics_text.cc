#include "operations/statistics_text.h"

#include <numeric>
#include <utility>

#include "message/json_text.h"
#include "session/event.h"

namespace ipaas::mqtt::operations {

namespace {

std::string_view name_of(session::session_fsm::state state) {
  using enum session::session_fsm::state;
  switch (state) {
    case idle:
      return "idle";
    case connecting:
      return "connecting";
    case granting:
      return "subscribing";
    case up:
      return "up";
    case waiting:
      return "waiting";
    case failed:
      return "failed";
  }
  return "";
}

void append_number(std::string& out, std::string_view name, std::uint64_t number) {
  append_json_member(out, name, static_cast<std::int64_t>(number));
}

template <typename Numbers>
void append_list(std::string& out, std::string_view name, const Numbers& numbers) {
  append_json_name(out, name);
  out += '[';
  for (const std::uint64_t number : numbers) out += std::to_string(number) + ',';
  out.back() = ']';
}

template <typename Fill>
void append_object(std::string& out, std::string_view name, Fill fill) {
  append_json_name(out, name);
  out += '{';
  fill();
  out += '}';
}

void append_histogram(std::string& out, std::string_view name, const delivery::histogram& latency) {
  const auto& counts = latency.counts();
  append_object(out, name, [&] {
    append_number(out, "count", std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    append_json_name(out, "buckets");
    out += '[';
    bool first = true;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      if (!std::exchange(first, false)) out += ',';
      out += '{';
      append_number(out, "belowUs", std::uint64_t{1} << i);
      append_number(out, "count", counts[i]);
      out += '}';
    }
    out += ']';
  });
}

void append_state(std::string& out, const session::statistics& counted) {
  append_json_member(out, "time", std::string_view(session::iso_time(counted.time)));
  append_json_member(out, "state", name_of(counted.state));
  append_json_member(out, "since", std::string_view(session::iso_time(counted.since)));
  append_json_member(out, "broker", std::string_view(counted.broker));
  append_number(out, "reconnects", counted.connections > 0 ? counted.connections - 1 : 0);
}

void append_received(std::string& out, const session::statistics& counted) {
  append_object(out, "in", [&] {
    append_list(out, "messages", counted.received.messages);
    append_list(out, "bytes", counted.received.bytes);
    append_number(out, "redelivered", counted.receiving.redelivered);
    append_number(out, "repeated", counted.receiving.repeated);
    append_number(out, "deadLettered", counted.receiving.dead_letters);
    append_number(out, "parked", counted.receiving.parked);
    append_number(out, "dropped", counted.receiving.dropped_qos_0);
    append_number(out, "skipped", counted.receiving.skipped);
  });
}

void append_sent(std::string& out, const delivery::outbound::counters& sending) {
  append_object(out, "out", [&] {
    append_list(out, "messages", sending.sent.messages);
    append_list(out, "bytes", sending.sent.bytes);
    append_number(out, "repeated", sending.repeated);
  });
}

// Where errors have one code for all.
void append_all_failures(std::string& out, const session::statistics& counted) {
  const auto all =
      std::accumulate(counted.failures.begin(), counted.failures.end(), std::uint64_t{0});
  if (all > 0) append_number(out, mqtt::name_of(error_code::core_runtime), all);
}

void append_failures(std::string& out, const session::statistics& counted, code_style style) {
  append_object(out, "errors", [&] {
    if (style == code_style::core) return append_all_failures(out, counted);
    for (std::size_t i = 0; i < error_code_count; ++i) {
      if (counted.failures[i] == 0) continue;
      append_number(out, mqtt::name_of(static_cast<error_code>(i)), counted.failures[i]);
    }
  });
}

void append_window(std::string& out, const session::statistics& counted,
                   const config::connection_settings& settings) {
  append_object(out, "window", [&] {
    append_number(out, "messages", counted.unsettled);
    append_number(out, "bytes", counted.unsettled_bytes);
    append_number(out, "maxMessages", settings.max_in_flight);
    append_number(out, "maxBytes", settings.max_in_flight_bytes);
    if (counted.oldest_unsettled) {
      append_json_member(out, "oldestUnsettledMs", counted.oldest_unsettled->count());
    }
  });
}

void append_outbox(std::string& out, const outbox_budget& outbox) {
  append_object(out, "outbox", [&] {
    append_number(out, "messages", outbox.messages());
    append_number(out, "bytes", outbox.bytes());
    append_number(out, "maxMessages", outbox.max_messages());
    append_number(out, "maxBytes", outbox.max_bytes());
  });
}

}  // namespace

std::string statistics_text(const session::statistics& counted, const outbox_budget& outbox,
                            const config::connection_settings& settings) {
  std::string out = "{";
  append_state(out, counted);
  append_received(out, counted);
  append_sent(out, counted.sending);
  append_failures(out, counted, settings.errors.codes);
  append_window(out, counted, settings);
  append_outbox(out, outbox);
  append_object(out, "latency", [&] {
    append_histogram(out, "publishToAcknowledgement", counted.sending.acknowledged);
    append_histogram(out, "handOverToSettlement", counted.receiving.settled);
  });
  return out + '}';
}

}  // namespace ipaas::mqtt::operations
