#include "statistics_log.h"

#include <fmt/format.h>

#include <cstdio>

#include "json.h"

namespace ipaas::command_line {
namespace {

const rapidjson::Value& member(const rapidjson::Value& object, const char* name) {
  static const rapidjson::Value none;
  if (!object.IsObject()) return none;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? none : found->value;
}

std::uint64_t number(const rapidjson::Value& value) {
  return value.IsUint64() ? value.GetUint64() : 0;
}

std::uint64_t sum(const rapidjson::Value& list) {
  std::uint64_t total = 0;
  if (list.IsArray()) {
    for (const auto& each : list.GetArray()) total += number(each);
  }
  return total;
}

// "1000 (64000 B)": messages and their bytes.
std::string traffic(const rapidjson::Value& direction) {
  return fmt::format("{} ({} B)", sum(member(direction, "messages")),
                     sum(member(direction, "bytes")));
}

// The bound under which 99 of 100 lie.
std::string p99(const rapidjson::Value& histogram) {
  const auto count = number(member(histogram, "count"));
  if (count == 0) return "-";
  std::uint64_t seen = 0;
  std::uint64_t bound = 0;
  for (const auto& bucket : member(histogram, "buckets").GetArray()) {
    seen += number(member(bucket, "count"));
    bound = number(member(bucket, "belowUs"));
    if (seen * 100 >= count * 99) break;
  }
  return fmt::format("<{:.3f} ms", static_cast<double>(bound) / 1000);
}

std::string errors(const rapidjson::Value& by_code) {
  std::string text;
  if (!by_code.IsObject()) return text;
  for (const auto& each : by_code.GetObject()) {
    text += fmt::format("  {} {}", view(each.name), number(each.value));
  }
  return text;
}

}  // namespace

option_table statistics_plan::declare() {
  return {
      {"--stats", "DURATION", "Every so often, a line of counters on standard error", &interval},
      {"--stats-json", "", "With --stats: the counters as JSON, all of them",
       [this] { shape = form::json; }}};
}

statistics_log::statistics_log(const statistics_plan& plan, live_counter& counter)
    : plan_(plan),
      counter_(counter),
      next_(plan.interval ? clock::now() + *plan.interval : never) {}

void statistics_log::watch(const host::plugin& library, const host::connection& of,
                           std::string name) {
  const host::statistics counters(library, of);
  if (!plan_.interval || !counters.available()) return;
  sources_.push_back({counters, std::move(name)});
}

void statistics_log::show_due(time_point now) {
  if (now < next_) return;
  next_ = now + std::max(*plan_.interval, milliseconds(10));
  counter_.erase();
  for (const source& each : sources_) show(each);
}

void statistics_log::show(const source& from) {
  const auto json = from.counters.read();
  const auto line =
      plan_.shape == statistics_plan::form::json ? json : statistics_line(from.name, json);
  std::fprintf(stderr, "%s\n", line.c_str());
}

std::string statistics_line(std::string_view name, std::string_view json) {
  const auto document = try_parse(json);
  const auto& window = member(document, "window");
  const auto& outbox = member(document, "outbox");
  const auto& latency = member(document, "latency");
  return fmt::format(
      "{}: {} since {}, {} reconnects  in {}  out {}  unsettled {}/{} (oldest {} ms)  outbox {}/{} "
      " "
      "p99: acknowledged {}, settled {}{}",
      name, text_member(document, "state"), text_member(document, "since"),
      number(member(document, "reconnects")), traffic(member(document, "in")),
      traffic(member(document, "out")), number(member(window, "messages")),
      number(member(window, "maxMessages")), number(member(window, "oldestUnsettledMs")),
      number(member(outbox, "messages")), number(member(outbox, "maxMessages")),
      p99(member(latency, "publishToAcknowledgement")),
      p99(member(latency, "handOverToSettlement")), errors(member(document, "errors")));
}

}  // namespace ipaas::command_line
