// ipaas-host: the reference host. Loads a plugin and lets a person or a script use it.
#include <exception>
#include <memory>
#include <string>
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

using command_list = std::vector<std::unique_ptr<command>>;

command_list make_commands() {
  command_list made;
  for (auto make : {make_describe, make_validate, make_convert, make_probe, make_consume,
                    make_produce, make_run, make_demo}) {
    made.push_back(make());
  }
  return made;
}

program declare(plugin_option& plugin, const command_list& commands) {
  program declared{.name = "ipaas-host",
                   .about = "Loads a connector plugin and runs its operations.",
                   .version = IPAAS_HOST_VERSION,
                   .options = {plugin.declare()},
                   .footer = examples};
  for (const auto& each : commands) declared.commands.push_back(each->declare());
  return declared;
}

exit_status run_program(const std::vector<std::string>& arguments) {
  plugin_option plugin;
  const auto commands = make_commands();
  const auto result = parse(declare(plugin, commands), arguments);
  return result.ended ? *result.ended : commands[result.command]->run(plugin);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return static_cast<int>(run_program({arguments + 1, arguments + count}));
  } catch (const bad_configuration& problem) {
    print_problem(problem.what());
    return static_cast<int>(exit_status::bad_configuration);
  } catch (const std::exception& problem) {
    print_problem(problem.what());
    return static_cast<int>(exit_status::failed);
  }
}
