// A subcommand: what it adds to the command line, and what it does.
#pragma once

#include <memory>

#include "command_line.h"
#include "exit_status.h"
#include "plugin_option.h"

namespace ipaas::command_line {

class command {
 public:
  command() = default;
  virtual ~command() = default;
  command(const command&) = delete;
  command& operator=(const command&) = delete;

  // Its name, its options and its examples. The options' values go into this object.
  virtual subcommand declare() = 0;

  // Called after the command line was read. Throws bad_configuration, or another exception when it
  // failed while running.
  virtual exit_status run(const plugin_option& plugin) = 0;
};

std::unique_ptr<command> make_describe();
std::unique_ptr<command> make_validate();
std::unique_ptr<command> make_convert();
std::unique_ptr<command> make_probe();
std::unique_ptr<command> make_consume();
std::unique_ptr<command> make_produce();
std::unique_ptr<command> make_run();
std::unique_ptr<command> make_demo();

}  // namespace ipaas::command_line
