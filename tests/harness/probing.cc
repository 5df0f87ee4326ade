#include "harness/probing.h"

#include "harness/plugin_under_test.h"
#include "ipaas/host_probe.hpp"

namespace ipaas::harness {

namespace {

std::string pointer_to_step(std::size_t broker, std::size_t step) {
  return "/brokers/" + std::to_string(broker) + "/steps/" + std::to_string(step);
}

}  // namespace

std::string probe_result::steps(std::size_t broker) const {
  std::string all;
  for (std::size_t i = 0;; ++i) {
    const std::string at = pointer_to_step(broker, i);
    const std::string name = text((at + "/step").c_str());
    if (name.empty()) return all;
    if (!all.empty()) all += ", ";
    all += name + ' ' + text((at + "/status").c_str());
  }
}

std::string probe_result::at(std::string_view step, std::string_view member,
                             std::size_t broker) const {
  for (std::size_t i = 0;; ++i) {
    const std::string at = pointer_to_step(broker, i);
    const std::string name = text((at + "/step").c_str());
    if (name == step) return at + std::string(member);
    if (name.empty()) return "/there is no such step";
  }
}

std::string probe_result::code(std::string_view step, std::size_t broker) const {
  return text(at(step, "/error/Code", broker).c_str());
}

probe_result probe(const json_object& settings, json_object wishes, milliseconds timeout) {
  wishes.json("connection", settings.str());
  return probe_result(host::connection_probe(plugin_under_test()).run(wishes.str(), timeout));
}

}  // namespace ipaas::harness
