// The course of the demo: what happens when, and what is said about it.
#pragma once

#include <string>

#include "demo_broker.h"
#include "demo_factory.h"
#include "demo_ledger.h"
#include "environment.h"
#include "exit_status.h"

namespace ipaas::command_line {

class demo_script {
 public:
  // `broker` is null when it is not ours to restart. All outlive this.
  demo_script(demo_factory& factory, demo_ledger& ledger, demo_broker* broker, environment& around);

  // Until the end of the story, a signal, a failure, or the time by which it must be over.
  // Returns done when nothing was lost or doubled.
  exit_status play();

 private:
  enum class scene {
    connecting,
    working,
    calming,
    broker_away,
    catching_up,
    working_on,
    finishing,
    listening,
    over
  };

  void turn();
  scene next_scene();
  scene connecting();
  scene working();
  scene calming();
  scene broker_away();
  scene catching_up();
  scene working_on();
  scene finishing();
  bool after(milliseconds time) const { return clock::now() - scene_began_ >= time; }
  void say(std::string_view line);
  void show_counter();
  exit_status verdict();

  demo_factory& factory_;
  demo_ledger& ledger_;
  demo_broker* broker_;
  environment& around_;
  scene scene_ = scene::connecting;
  time_point scene_began_ = clock::now();
};

// The table at the end.
std::string demo_table(const demo_ledger& ledger);

}  // namespace ipaas::command_line
