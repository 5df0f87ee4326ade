#include "runner.h"

#include <optional>
#include <stdexcept>

#include "harness/child_process.h"

namespace ipaas::bench {
namespace {

using harness::child_process;

constexpr std::chrono::minutes longest_run{5};

std::vector<std::string> command_of(const role_options& options) {
  return {"/proc/self/exe",
          "--role",
          options.name,
          "--port",
          std::to_string(options.port),
          "--messages",
          std::to_string(options.messages),
          "--warm-up",
          std::to_string(options.warm_up),
          "--size",
          std::to_string(options.size),
          "--qos",
          std::to_string(options.qos),
          "--window",
          std::to_string(options.window),
          "--connections",
          std::to_string(options.connections),
          "--transport",
          options.transport,
          "--seconds",
          std::to_string(options.seconds)};
}

std::string line_of(child_process& process, const std::string& role) {
  const auto line = process.read_line(harness::deadline(longest_run));
  if (!line) throw std::runtime_error(role + " failed");
  return *line;
}

void expect_success(child_process& process, const std::string& role) {
  if (process.wait() != 0) throw std::runtime_error(role + " failed");
}

std::uint16_t port_of(child_process& process, const std::string& role) {
  return static_cast<std::uint16_t>(std::stoi(line_of(process, role)));
}

// The report of a role that needs no counterpart.
std::string run_alone(const role_options& options) {
  child_process under_test(command_of(options));
  std::string report = line_of(under_test, options.name);
  expect_success(under_test, options.name);
  return report;
}

// Starts the counterpart and the gate before it, then the process under test, and returns the
// latter's report.
std::string run_once(const measure& plan, const std::string& role, std::size_t window,
                     const std::string& transport) {
  role_options options = plan.options;
  options.window = window;
  options.name = role;
  if (plan.what == measured::calls) return run_alone(options);
  options.name = plan.counterpart;
  // How many round trips there are is a matter of time, not of number; and who connects sends none.
  if (plan.what != measured::cpu) options.messages = 0;
  child_process counterpart(command_of(options));
  options = plan.options;
  options.name = role;
  options.transport = transport;
  options.port = port_of(counterpart, plan.counterpart);
  std::optional<child_process> gate;
  if (plan.through_gate) {
    options.name = "gate";
    gate.emplace(command_of(options));
    options.port = port_of(*gate, "gate");
    options.name = role;
  }
  child_process under_test(command_of(options));
  std::string report = line_of(under_test, role);
  expect_success(under_test, role);
  if (gate) expect_success(*gate, "gate");
  expect_success(counterpart, plan.counterpart);
  return report;
}

}  // namespace

run_results run(const measure& plan, unsigned runs) {
  run_results results;
  const auto subject = [&] {
    results.subject.push_back(
        run_once(plan, plan.subject, plan.options.window, plan.options.transport));
  };
  const auto reference = [&] {
    results.reference.push_back(
        run_once(plan, plan.reference, plan.reference_window, plan.reference_transport));
  };
  // In turns, and the first place in turns too, so that a slow minute of the machine hits both.
  for (unsigned i = 0; i < runs; ++i) {
    if (i % 2 == 0) {
      subject();
      reference();
    } else {
      reference();
      subject();
    }
  }
  return results;
}

}  // namespace ipaas::bench
