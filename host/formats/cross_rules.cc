#include "cross_rules.h"

#include "accepted_value.h"
#include "schema_words.h"

namespace ipaas::command_line::formats {
namespace {

node given(std::string_view key) { return present(key, something()); }

node empty(std::string_view key) { return never(given(key)); }

node holds(const form& form, std::string_view key, const char* value) {
  return present(key, spelled(form.named(key), {value}));
}

std::vector<node> connection_rules(const form& form) {
  return {never(all_of({empty("clientId"), holds(form, "cleanSession", "false")})),
          never(all_of({empty("clientId"), given("stateDirectory")})),
          never(all_of({empty("clientId"), given("sharedAccessKey")})),
          never(all_of({given("password"), given("sharedAccessKey")})),
          never(all_of(
              {given("password"), empty("username"), never(holds(form, "mqttVersion", "5"))}))};
}

// Whether any filter is of a shared subscription.
node shares() {
  const node text = text_like("^\\$share/");
  const node entry = all_of({of_type("object"), present("topic", text)});
  const node none = node::object({{"items", never(any_of({text, entry}))}});
  return present("topics", all_of({of_type("array"), never(none)}));
}

std::vector<node> consumer_rules(const form& form) {
  return {
      never(all_of({given("sharedGroup"), shares()})),
      never(all_of({holds(form, "noLocal", "true"), any_of({given("sharedGroup"), shares()})})),
      never(all_of({holds(form, "retainAsPublished", "true"), holds(form, "retained", "SKIP")}))};
}

}  // namespace

node something() {
  return any_of({node::object({{"type", "string"}, {"minLength", 1}}), of_type("number"),
                 of_type("boolean")});
}

std::vector<node> cross_rules(const form& form) {
  if (form.name == "connection") return connection_rules(form);
  if (form.name == "consumer") return consumer_rules(form);
  return {};
}

}  // namespace ipaas::command_line::formats
