// demo: a broker, a flow, and a restart in the middle, in a dozen seconds.
#include <fmt/format.h>
#include <unistd.h>

#include "command.h"
#include "demo_broker.h"
#include "demo_factory.h"
#include "demo_script.h"

namespace ipaas::command_line {
namespace {

constexpr auto demo_examples =
    "Starts a private mosquitto on a free port of 127.0.0.1, ends and restarts it while machines\n"
    "publish, and counts what arrives. Ends with status 0 when nothing was lost or doubled, and\n"
    "leaves nothing behind. With --broker, that broker is used and not restarted.\n\n"
    "Examples:\n"
    "  ipaas-host demo\n"
    "  ipaas-host demo --events\n"
    "  ipaas-host demo --broker 127.0.0.1:1883";

class demo_command : public command {
 public:
  subcommand declare() override {
    return {"demo", "Watch a flow survive the restart of its broker",
            joined({own_options(), statistics_.declare()}), demo_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    environment around(verbosity::normal, events_, statistics_);
    const auto library = plugin.load();
    if (!broker_url_.empty()) return play(library, foreign_place(), nullptr, around);
    demo_broker broker;
    around.print(fmt::format("  0.0 s  a private mosquitto listens on {}\n", broker.url()));
    return play(library, {broker.url(), "", true}, &broker, around);
  }

 private:
  option_table own_options() {
    return {{"--broker", "URL", "Use this broker, and do not restart it", &broker_url_},
            {"--events", "", "Show the plugin's events too, on standard error",
             [this] { events_ = verbosity::normal; }}};
  }

  // Topics of our own and clean sessions: nothing of ours stays on a broker of others.
  demo_place foreign_place() const {
    return {broker_url_, fmt::format("ipaas-demo-{}/", getpid()), false};
  }

  static exit_status play(const host::plugin& library, const demo_place& place, demo_broker* broker,
                          environment& around) {
    demo_ledger ledger;
    demo_factory factory(library, place, ledger, around.log);
    factory.show_in(around.statistics, library);
    return demo_script(factory, ledger, broker, around).play();
  }

  std::string broker_url_;
  statistics_plan statistics_;
  verbosity events_ = verbosity::quiet;
};

}  // namespace

std::unique_ptr<command> make_demo() { return std::make_unique<demo_command>(); }

}  // namespace ipaas::command_line
