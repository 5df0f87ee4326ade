// validate: checks a configuration without connecting, and prints what is wrong with it.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "assignment.h"
#include "command.h"
#include "connection_options.h"
#include "formats/kafka_connect_report.h"
#include "json.h"
#include "parameter_options.h"
#include "terminal.h"

namespace ipaas::command_line {
namespace {

constexpr auto validate_examples =
    "Prints a line for each mistake, with its place as a JSON pointer into\n"
    "{\"connection\": ..., \"operation\": ..., \"parameters\": ...}, and ends with status 2 when "
    "there is one.\n\n"
    "Examples:\n"
    "  ipaas-host validate --connection broker.json\n"
    "  ipaas-host validate --connection broker.json --operation consumer --parameters topics.json\n"
    "  ipaas-host validate --set brokerUrl=127.0.0.1 --set clientId=me --set keepAlive=soon\n"
    "  ipaas-host validate --operation producer --param topic=lines/1 --json\n"
    "  ipaas-host validate --format kafka-connect connector.json --operation consumer";

void print_entries(const rapidjson::Document& report, const char* member, std::string_view colour) {
  const auto entries = report.FindMember(member);
  if (entries == report.MemberEnd() || !entries->value.IsArray()) return;
  const bool coloured = has_colours(STDOUT_FILENO);
  for (const auto& entry : entries->value.GetArray()) {
    const auto field = text_member(entry, "Field");
    fmt::print("{}{}{} {} {}: {}\n", coloured ? colour : "",
               std::string_view(member).substr(0, std::string_view(member).size() - 1),
               coloured ? "\x1b[0m" : "", field.empty() ? "/" : field, text_member(entry, "Code"),
               text_member(entry, "Description"));
  }
}

bool is_valid(const rapidjson::Document& report) {
  if (!report.IsObject()) return false;
  const auto member = report.FindMember("valid");
  return member != report.MemberEnd() && member->value.IsTrue();
}

void print_report(const rapidjson::Document& report) {
  print_entries(report, "errors", "\x1b[31m");
  print_entries(report, "warnings", "\x1b[33m");
  if (is_valid(report)) std::puts("valid");
}

class validate_command : public command {
 public:
  subcommand declare() override {
    return {"validate", "Check a configuration without connecting",
            joined({connection_.declare(), parameters_.declare(), own_options()}),
            validate_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    const auto library = plugin.load();
    if (!format_.empty()) return run_kafka_connect(library);
    if (!file_.empty()) throw bad_configuration("FILE needs --format; --connection FILE is meant?");
    const auto text = library.validate(request(setting_types(library)));
    const auto report = parse_json(text, "the plugin's report");
    if (json_) {
      std::puts(text.c_str());
    } else {
      print_report(report);
    }
    return is_valid(report) ? exit_status::done : exit_status::bad_configuration;
  }

 private:
  option_table own_options() {
    return {
        {"--language", "NAME", "Language of the report: en, zh", &language_},
        {"--json", "", "Print the report as the plugin gives it, and how each field stands",
         &json_},
        {"--format",
         "NAME",
         "kafka-connect: check FILE as Kafka Connect does, and answer like it",
         &format_,
         {one_of{{"kafka-connect"}}}},
        {"file", "FILE", "A flat object with the settings of connection and operation", &file_}};
  }

  exit_status run_kafka_connect(const host::plugin& library) const {
    if (file_.empty()) throw bad_configuration("--format kafka-connect needs a FILE to check");
    const auto all = formats::read_catalogue(library.manifest());
    const auto configuration = read_json_object(file_);
    const auto language = language_ == "zh" ? formats::language::zh : formats::language::en;
    const formats::kafka_connect_report answer(all, configuration, parameters_.operation(),
                                               language);
    const auto report = parse_json(library.validate(answer.request()), "the plugin's report");
    std::fputs(answer.answer(report).pretty_text().c_str(), stdout);
    return answer.error_count(report) == 0 ? exit_status::done : exit_status::bad_configuration;
  }

  std::string request(const setting_types& types) const {
    if (!connection_.given() && !parameters_.given() && parameters_.operation().empty()) {
      throw bad_configuration(
          "nothing to check: give --connection, or --operation and its "
          "--parameters");
    }
    if (parameters_.given() && parameters_.operation().empty()) {
      throw bad_configuration("--operation is missing: parameters of which one?");
    }
    rapidjson::Document request(rapidjson::kObjectType);
    auto& memory = request.GetAllocator();
    if (json_) set_member(request, "fields", rapidjson::Value(true), memory);
    if (!language_.empty()) {
      set_member(request, "language", rapidjson::Value(language_.c_str(), memory), memory);
    }
    if (connection_.given()) {
      set_member(request, "connection", rapidjson::Value(connection_.merged(types), memory),
                 memory);
    }
    if (!parameters_.operation().empty()) {
      const auto& name = parameters_.operation();
      set_member(request, "operation", rapidjson::Value(name.c_str(), memory), memory);
      set_member(request, "parameters",
                 rapidjson::Value(parameters_.merged(types, connection_), memory), memory);
    }
    return to_text(request);
  }

  connection_options connection_;
  parameter_options parameters_{""};
  std::string language_;
  std::string format_;
  std::string file_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<command> make_validate() { return std::make_unique<validate_command>(); }

}  // namespace ipaas::command_line
