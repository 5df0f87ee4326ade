#include "command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "duration.h"

namespace ipaas::command_line {
namespace {

template <typename Value>
CLI::Option* add(CLI::App& app, const option& declared, Value* target) {
  return app.add_option(declared.name, *target, declared.help);
}

CLI::Option* add(CLI::App& app, const option& declared, bool* target) {
  return app.add_flag(declared.name, *target, declared.help);
}

CLI::Option* add(CLI::App& app, const option& declared, const std::function<void()>& target) {
  return app.add_flag_callback(declared.name, target, declared.help);
}

// One value behind each name, so that an argument may follow.
CLI::Option* add(CLI::App& app, const option& declared, std::vector<std::string>* target) {
  return app.add_option(declared.name, *target, declared.help)->allow_extra_args(false);
}

CLI::Option* add(CLI::App& app, const option& declared, std::optional<milliseconds>* target) {
  const auto read = [name = declared.name, target](const std::string& text) {
    *target = parse_duration(text);
    if (*target) return;
    throw CLI::ValidationError(name, text +
                                         " is no duration: numbers with the units ms s m h are "
                                         "expected, for example 1m30s, or bare seconds");
  };
  return app.add_option_function<std::string>(declared.name, read, declared.help);
}

void apply(CLI::App&, CLI::Option& added, required) { added.required(); }

void apply(CLI::App&, CLI::Option& added, default_shown) { added.capture_default_str(); }

void apply(CLI::App&, CLI::Option& added, positive_number) { added.check(CLI::PositiveNumber); }

void apply(CLI::App&, CLI::Option& added, number_range range) {
  added.check(CLI::Range(range.least, range.most));
}

void apply(CLI::App&, CLI::Option& added, const one_of& allowed) {
  added.check(CLI::IsMember(allowed.words));
}

void apply(CLI::App& app, CLI::Option& added, const excludes& other) {
  added.excludes(app.get_option(other.option));
}

void apply(CLI::App& app, CLI::Option& added, const needs& other) {
  added.needs(app.get_option(other.option));
}

void add_option(CLI::App& app, const option& declared) {
  const auto add_with = [&](const auto& target) { return add(app, declared, target); };
  auto* added = std::visit(add_with, declared.target);
  added->type_name(declared.value);
  const auto apply_to_added = [&](const auto& rule) { apply(app, *added, rule); };
  for (const auto& each : declared.rules) std::visit(apply_to_added, each);
}

void add_options(CLI::App& app, const option_table& options) {
  for (const auto& each : options) add_option(app, each);
}

void add_command(CLI::App& app, const subcommand& declared) {
  auto* added = app.add_subcommand(declared.name, declared.about);
  add_options(*added, declared.options);
  added->footer(declared.footer);
}

void add_program(CLI::App& app, const program& declared) {
  app.set_version_flag("--version", declared.version);
  app.require_subcommand(1);
  app.fallthrough();  // to the program's options, behind the command
  app.footer(declared.footer);
  add_options(app, declared.options);
  for (const auto& each : declared.commands) add_command(app, each);
}

// The parser has made sure that there is one.
std::size_t chosen(const CLI::App& app, const std::vector<subcommand>& commands) {
  std::size_t place = 0;
  while (!app.got_subcommand(commands[place].name)) ++place;
  return place;
}

}  // namespace

option_table joined(std::initializer_list<option_table> tables) {
  option_table all;
  for (const auto& each : tables) all.insert(all.end(), each.begin(), each.end());
  return all;
}

parse_result parse(const program& declared, std::vector<std::string> arguments) {
  CLI::App app(declared.about, declared.name);
  add_program(app, declared);
  std::ranges::reverse(arguments);  // the library takes them from the end
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& problem) {
    const bool asked_for = app.exit(problem) == 0;
    return {.ended = asked_for ? exit_status::done : exit_status::bad_configuration};
  }
  return {.command = chosen(app, declared.commands)};
}

}  // namespace ipaas::command_line
