// ipaas-host: the reference host. Loads a plugin and lets a person or a script use it.
#include <CLI/CLI.hpp>
#include <exception>
#include <utility>
#include <vector>

#include "command.h"
#include "environment.h"

namespace {

using namespace ipaas::command_line;

constexpr auto examples =
    "Examples:\n"
    "  ipaas-host demo\n"
    "  ipaas-host consume --set brokerUrl=127.0.0.1 --param topics=machines/#\n"
    "  echo hello | ipaas-host produce --set brokerUrl=127.0.0.1 --param topic=machines/1\n"
    "  ipaas-host consume --help";

using added_command = std::pair<CLI::App*, std::unique_ptr<command>>;

std::vector<added_command> add_commands(CLI::App& program) {
  std::vector<added_command> added;
  for (auto make : {make_describe, make_validate, make_convert, make_probe, make_consume,
                    make_produce, make_run, make_demo}) {
    auto each = make();
    auto* app = each->add_to(program);
    added.emplace_back(app, std::move(each));
  }
  return added;
}

exit_status run_chosen(const std::vector<added_command>& commands, const plugin_option& plugin) {
  for (const auto& [app, each] : commands) {
    if (app->parsed()) return each->run(plugin);
  }
  return exit_status::bad_configuration;
}

exit_status run_program(int count, char** arguments) {
  CLI::App program("Loads a connector plugin and runs its operations.", "ipaas-host");
  program.set_version_flag("--version", IPAAS_HOST_VERSION);
  program.require_subcommand(1);
  program.fallthrough();  // --plugin may stand behind the command too
  program.footer(examples);
  plugin_option plugin;
  plugin.add_to(program);
  const auto commands = add_commands(program);
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& problem) {
    return program.exit(problem) == 0 ? exit_status::done : exit_status::bad_configuration;
  }
  return run_chosen(commands, plugin);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return static_cast<int>(run_program(count, arguments));
  } catch (const bad_configuration& problem) {
    print_problem(problem.what());
    return static_cast<int>(exit_status::bad_configuration);
  } catch (const std::exception& problem) {
    print_problem(problem.what());
    return static_cast<int>(exit_status::failed);
  }
}
