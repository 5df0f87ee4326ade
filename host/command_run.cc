// run: a flow of one Consumer and one Producer.
#include "command.h"
#include "flow_file.h"
#include "flow_run.h"
#include "opening.h"
#include "quiet_option.h"
#include "reporting.h"

namespace ipaas::command_line {
namespace {

constexpr auto run_examples =
    "FLOW.json:\n"
    "  {\"connection\": {\"brokerUrl\": \"127.0.0.1\", \"clientId\": \"my-flow\", "
    "\"cleanSession\": false},\n"
    "   \"consumer\": {\"topics\": [\"machines/#\"], \"qos\": 1},\n"
    "   \"producer\": {\"topic\": \"copies/${attribute.topic}\", \"qos\": 1},\n"
    "   \"variable\": {\"site\": \"north\"}}\n"
    "\"source\" and \"target\" in the place of \"connection\" join two brokers. Placeholders of "
    "the\n"
    "producer: ${attribute.topic}, ${payload.a.b} (payload as JSON), ${variable.site}.\n"
    "Each message is settled by what became of its publication: success accepts, an error that "
    "may\n"
    "pass retries, another rejects.\n\n"
    "Examples:\n"
    "  ipaas-host run examples/copy.json\n"
    "  ipaas-host run examples/copy.json --set brokerUrl=broker.example --count 100\n"
    "  ipaas-host run examples/bridge.json --set target.brokerUrl=127.0.0.1:1884 --for 1h\n"
    "  ipaas-host run examples/alerts.json --param consumer.topics=a/#,b --param producer.qos=2";

class run_command : public command {
 public:
  subcommand declare() override {
    return {
        "run", "Run a flow: a Consumer, and a Producer behind it",
        joined(
            {flow_options(), limit_options(), statistics_.declare(), {quiet_option(verbosity_)}}),
        run_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    environment around(verbosity_, statistics_);
    const auto library = plugin.load();
    return reporting(around, [&] { return run_flow(library, around); });
  }

 private:
  option_table flow_options() {
    return joined({{{"flow", "FLOW.json", "The flow, see below", &file_, {required{}}}},
                   connection_.declare(),
                   parameters_.declare_parameters("consumer.key=value or producer.key=value, over "
                                                  "the flow's own; repeat it for more")});
  }

  option_table limit_options() {
    return {{"--count",
             "N",
             "End after so many messages are accepted or rejected",
             &limits_.count,
             {positive_number{}}},
            {"--for", "DURATION", "End after this time", &limits_.time}};
  }

  exit_status run_flow(const host::plugin& library, environment& around) {
    const auto plan = read_flow(file_, connection_, parameters_, setting_types(library));
    auto from = open_connection(library, plan.source);
    std::optional<host::connection> to;
    if (plan.target) to = open_connection(library, *plan.target);
    around.statistics.watch(library, from, to ? "source" : "flow");
    if (to) around.statistics.watch(library, *to, "target");
    // The Producer first, so that it is there when a kept session delivers at once.
    channel target(open_operation(to ? *to : from, plan.producer_request), around.log, "producer");
    channel source(open_operation(from, plan.consumer_request), around.log, "consumer");
    const auto status = flow_run(limits_, source, target, around).run();
    around.total.reconnects = source.reconnects() + (to ? target.reconnects() : 0);
    from.close(milliseconds(1000));
    if (to) to->close(milliseconds(1000));
    return status;
  }

  std::string file_;
  connection_options connection_;
  parameter_options parameters_{""};
  flow_limits limits_;
  statistics_plan statistics_;
  verbosity verbosity_ = verbosity::normal;
};

}  // namespace

std::unique_ptr<command> make_run() { return std::make_unique<run_command>(); }

}  // namespace ipaas::command_line
