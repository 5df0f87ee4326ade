#include "operations/probe_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "config/setting_rows.h"
#include "message/event_text.h"
#include "message/json_text.h"
#include "protocol/version_name.h"
#include "session/event.h"

namespace ipaas::mqtt::operations {

namespace {

using std::chrono::nanoseconds;

std::string_view name_of(probe_step::state status) {
  switch (status) {
    case probe_step::state::ok:
      return "ok";
    case probe_step::state::failed:
      return "failed";
    default:
      return "skipped";
  }
}

void append_json(std::string& out, std::string_view name, std::string_view json) {
  append_json_name(out, name);
  out += json;
}

void append_duration(std::string& out, nanoseconds took) {
  const std::chrono::duration<double, std::milli> exact = took;
  append_json(out, "durationMs", fmt::format("{:.3f}", exact.count()));
}

// An array of what `write` appends for each of `list`.
template <typename List, typename Write>
void append_list(std::string& out, std::string_view name, const List& list, Write write) {
  append_json(out, name, "[");
  for (const auto& each : list) {
    if (out.back() != '[') out += ',';
    write(each);
  }
  out += ']';
}

// A refusal after which the configured client ID may still be welcome. Some brokers hang up instead
// of saying it.
bool may_mean_the_client_id(const probe_step& step) {
  if (step.name != connack_step) return false;
  switch (step.failure->code) {
    case error_code::client_id_rejected:
    case error_code::not_authorized:
    case error_code::bad_credentials:
    case error_code::connection_lost:
      return true;
    default:
      return false;
  }
}

// The message was refused without a word.
bool may_mean_the_topic(const probe_step& step, protocol::version version) {
  if (step.name == receive_step) return step.failure->code == error_code::publish_rejected;
  return step.name == publish_step && version != protocol::version::v5 &&
         step.failure->code == error_code::connection_lost;
}

class report {
 public:
  explicit report(const probe_outcome& outcome) : outcome_(outcome) {}

  std::string text(std::chrono::system_clock::time_point when) {
    out_ = "{";
    append_verdict();
    append_json_member(out_, "time", session::iso_time(when));
    append_duration(out_, outcome_.took);
    append_identity();
    append_list(out_, "warnings", warnings(), [this](const auto& each) { out_ += each; });
    append_list(out_, "brokers", outcome_.brokers, [this](const auto& each) { append(each); });
    return std::move(out_) + '}';
  }

 private:
  void append_verdict() {
    const auto& all = outcome_.brokers;
    const auto passes = [](const probe_outcome::broker& each) { return each.steps.ok(); };
    const auto passed = std::ranges::count_if(all, passes);
    append_json_flag(out_, "ok", static_cast<std::size_t>(passed) == all.size());
    append_json_member(out_, "passed", std::int64_t{passed});
    if (const auto first = std::ranges::find_if(all, passes); first != all.end()) {
      append_json_member(out_, "broker", first->name);
    }
    for (const auto& each : all) {
      const probe_step* const failed = each.steps.failed();
      if (failed == nullptr || !failed->failure) continue;
      return append_json(out_, "error", to_json(*failed->failure, outcome_.style));
    }
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> list;
    for (const error& each : outcome_.warnings) list.push_back(to_json(each, outcome_.style));
    for (const auto& broker : outcome_.brokers) {
      for (const session::event& each : broker.warnings) list.push_back(warning_of(each, broker));
    }
    return list;
  }

  // An event in the form of an error.
  std::string warning_of(const session::event& what, const probe_outcome::broker& broker) const {
    if (what.failure) return to_json(*what.failure, outcome_.style);
    std::string out = "{";
    append_json_member(out, "Code", code_of(what.name));
    append_json_member(out, "Description", text_of(what.name, outcome_.style.words, what.members));
    append_json_flag(out, "Retryable", false);
    append_json_member(out, "Endpoint", broker.name);
    return out + '}';
  }

  std::string_view code_of(event_name what) const {
    return outcome_.style.codes == code_style::core ? mqtt::name_of(error_code::core_runtime)
                                                    : entry_of(what).code;
  }

  void append_identity() {
    const auto transport = static_cast<std::size_t>(outcome_.protocol);
    append_json_member(out_, "protocol", config::connection_protocol_choices[transport].value);
    append_json_member(out_, "mqttVersion", name_of(outcome_.mqtt_version));
    append_json_member(out_, "clientId", outcome_.client_id);
    if (!outcome_.configured_id.empty()) {
      append_json_member(out_, "configuredClientId", outcome_.configured_id);
    }
  }

  void append(const probe_outcome::broker& broker) {
    out_ += '{';
    append_json_member(out_, "broker", broker.name);
    append_json_flag(out_, "ok", broker.steps.ok());
    append_duration(out_, broker.took);
    append_json(out_, "steps", R"([{"step":"parse","status":"ok")");
    append_duration(out_, outcome_.parsing);
    out_ += '}';
    for (const probe_step& each : broker.steps.all()) append(each);
    out_ += "]}";
  }

  void append(const probe_step& step) {
    out_ += ",{";
    append_json_member(out_, "step", step.name);
    append_json_member(out_, "status", name_of(step.status));
    if (step.status != probe_step::state::skipped) append_duration(out_, step.took);
    if (!step.found.empty()) append_found(step);
    if (step.failure) append_failure(step);
    out_ += '}';
  }

  void append_found(const probe_step& step) {
    append_json(out_, "found", "{");
    for (const auto& [name, json] : step.found) append_json(out_, name, json);
    out_ += '}';
  }

  void append_failure(const probe_step& step) {
    append_json(out_, "error", to_json(*step.failure, outcome_.style));
    if (may_mean_the_client_id(step) && !outcome_.configured_id.empty()) {
      append_note(event_name::probe_client_id,
                  std::array{told("probed", config::quote(outcome_.client_id)),
                             told("configured", config::quote(outcome_.configured_id))});
    }
    if (may_mean_the_topic(step, outcome_.mqtt_version)) {
      append_note(event_name::probe_topic_rights,
                  std::array{told("topic", config::quote(outcome_.topic))});
    }
  }

  void append_note(event_name what, std::span<const event_member> members) {
    append_json_member(out_, "note", text_of(what, outcome_.style.words, members));
  }

  const probe_outcome& outcome_;
  std::string out_;
};

}  // namespace

std::string probe_report(const probe_outcome& outcome, std::chrono::system_clock::time_point when) {
  return report(outcome).text(when);
}

}  // namespace ipaas::mqtt::operations
