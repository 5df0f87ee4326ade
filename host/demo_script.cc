#include "demo_script.h"

#include <fmt/format.h>

namespace ipaas::command_line {
namespace {

constexpr milliseconds time_limit{25'000};

std::string in_milliseconds(std::optional<clock::duration> time) {
  if (!time) return "-";
  return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>(*time).count());
}

}  // namespace

demo_script::demo_script(demo_factory& factory, demo_ledger& ledger, demo_broker* broker,
                         environment& around)
    : factory_(factory), ledger_(ledger), broker_(broker), around_(around) {}

exit_status demo_script::play() {
  const auto deadline = around_.started() + time_limit;
  while (scene_ != scene::over && clock::now() < deadline) {
    turn();
    if (around_.signal.received()) {
      say("interrupted");
      return exit_status::failed;
    }
    if (const auto failure = factory_.failure(); !failure.empty()) {
      around_.complain(failure);
      return exit_status::failed;
    }
  }
  return verdict();
}

void demo_script::turn() {
  auto descriptors = factory_.descriptors();
  descriptors.push_back(around_.signal.fd());
  // Scenes change by the clock too.
  const auto tick = clock::now() + milliseconds(20);
  wait_readable(descriptors, std::min(tick, factory_.next_event()));
  factory_.turn();
  show_counter();
  const auto next = next_scene();
  if (next != scene_) scene_began_ = clock::now();
  scene_ = next;
}

demo_script::scene demo_script::next_scene() {
  switch (scene_) {
    case scene::connecting:
      return connecting();
    case scene::working:
      return working();
    case scene::calming:
      return calming();
    case scene::broker_away:
      return broker_away();
    case scene::catching_up:
      return catching_up();
    case scene::working_on:
      return working_on();
    case scene::finishing:
      return finishing();
    case scene::listening:
      return after(milliseconds(500)) ? scene::over : scene::listening;
    case scene::over:
      break;
  }
  return scene::over;
}

demo_script::scene demo_script::connecting() {
  if (!factory_.up()) return scene::connecting;
  say("connected: machines, flow, control room");
  say("two machines report their temperature, the press at QoS 1, the oven at QoS 2");
  say("the flow makes an alert of each hot reading, and acknowledges the reading after that");
  factory_.press().go_on();
  factory_.oven().go_on();
  return broker_ != nullptr ? scene::working : scene::working_on;
}

// QoS 1 promises at least once: a reading whose acknowledgement is cut off comes twice, and
// rightly. To count no such one, the broker is ended while the press rests; the oven, at QoS 2,
// works on.
demo_script::scene demo_script::working() {
  if (!after(milliseconds(3500))) return scene::working;
  factory_.press().rest();
  return scene::calming;
}

demo_script::scene demo_script::calming() {
  if (!after(milliseconds(250)) || !factory_.press().all_acknowledged()) return scene::calming;
  factory_.restart_begins();
  broker_->stop();
  factory_.press().go_on();
  say("the broker is ended; the machines work on, and their readings wait");
  return scene::broker_away;
}

demo_script::scene demo_script::broker_away() {
  if (!after(milliseconds(1500))) return scene::broker_away;
  broker_->start();
  say("the broker is started again");
  return scene::catching_up;
}

demo_script::scene demo_script::catching_up() {
  if (!factory_.up() || !ledger_.caught_up()) return scene::catching_up;
  factory_.restart_is_over();
  say("every connection is back, and every reading that waited has arrived");
  return scene::working_on;
}

demo_script::scene demo_script::working_on() {
  if (!after(milliseconds(3500))) return scene::working_on;
  factory_.press().rest();
  factory_.oven().rest();
  return scene::finishing;
}

demo_script::scene demo_script::finishing() {
  if (!ledger_.caught_up()) return scene::finishing;
  // What comes twice comes late.
  say("the machines have stopped; listening a moment for anything that comes twice");
  return scene::listening;
}

void demo_script::say(std::string_view line) {
  const std::chrono::duration<double> time = clock::now() - around_.started();
  around_.print(fmt::format("{:5.1f} s  {}\n", time.count(), line));
}

void demo_script::show_counter() {
  const auto now = clock::now();
  around_.statistics.show_due(now);
  if (!around_.counter.due(now)) return;
  around_.counter.show(fmt::format("published {}  consumed {}  alerts {}", ledger_.published(),
                                   ledger_.consumed(), ledger_.alerts()),
                       now);
}

exit_status demo_script::verdict() {
  around_.print(demo_table(ledger_));
  const bool good = scene_ == scene::over && ledger_.caught_up() && ledger_.doubled() == 0;
  if (scene_ != scene::over) around_.complain("the time was over before everything had arrived");
  return good ? exit_status::done : exit_status::failed;
}

std::string demo_table(const demo_ledger& ledger) {
  std::string table = "\n";
  const auto row = [&](std::string_view name, const auto& value, const char* meaning) {
    table += fmt::format("  {:<12} {:>11}{}{}\n", name, value, *meaning == 0 ? "" : "   ", meaning);
  };
  row("published", ledger.published(), "readings of the machines, at QoS 1 and 2");
  row("consumed", ledger.consumed(), "by the flow, acknowledged when it was done with them");
  row("alerts", ledger.alerts(), "of the flow, received by the control room");
  row("lost", ledger.lost(), "");
  row("doubled", ledger.doubled(), "");
  row("latency p50", in_milliseconds(ledger.percentile(0.50)),
      "from the machine to the control room");
  row("latency p99", in_milliseconds(ledger.percentile(0.99)), "");
  if (ledger.slowest_across_restart() > clock::duration::zero()) {
    row("slowest", in_milliseconds(ledger.slowest_across_restart()), "across the broker's restart");
  }
  return table;
}

}  // namespace ipaas::command_line
