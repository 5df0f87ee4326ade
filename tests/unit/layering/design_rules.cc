#include "design_rules.h"

#include <algorithm>

namespace ipaas::source_tree {
namespace {

std::string fault_of(const class_size& size, const size_rule& rule) {
  const std::string found =
      size.name + " (" + size.file + ") has " + std::to_string(size.members) + " members, ";
  const auto known = rule.known.find(size.name);
  if (known == rule.known.end())
    return found + "more than " + std::to_string(rule.most_members) +
           ": give a part of its data, and the functions that use it, to a class of its own.";
  return found + "more than the " + std::to_string(known->second) +
         " noted in known_debts.h: put what is new into a class of its own.";
}

std::size_t most_members_of(const std::string& name, const size_rule& rule) {
  const auto known = rule.known.find(name);
  return known == rule.known.end() ? rule.most_members : known->second;
}

std::string names_of(const circle& units) {
  std::string names;
  for (const std::string& unit : units) names += (names.empty() ? "" : ", ") + unit;
  return names;
}

bool is_part_of(const circle& part, const circle& whole) {
  return std::ranges::includes(whole, part);
}

}  // namespace

std::vector<std::string> size_faults(const std::vector<class_size>& sizes, const size_rule& rule) {
  std::vector<std::string> faults;
  for (const class_size& size : sizes)
    if (size.members > most_members_of(size.name, rule)) faults.push_back(fault_of(size, rule));
  for (const auto& known : rule.known) {
    const std::string& name = known.first;
    const auto is_still_large = [&](const class_size& size) {
      return size.name == name && size.members > rule.most_members;
    };
    if (std::ranges::none_of(sizes, is_still_large))
      faults.push_back("No class " + name + " has more than " + std::to_string(rule.most_members) +
                       " members any more: strike it from known_debts.h.");
  }
  return faults;
}

std::vector<std::string> circle_faults(const std::vector<circle>& circles,
                                       const std::vector<circle>& known) {
  std::vector<std::string> faults;
  for (const circle& found : circles)
    if (std::ranges::none_of(known, [&](const circle& each) { return is_part_of(found, each); }))
      faults.push_back("These units include each other: " + names_of(found) +
                       ". Move what several of them need into a unit below them.");
  for (const circle& each : known)
    if (std::ranges::none_of(circles, [&](const circle& found) { return is_part_of(found, each); }))
      faults.push_back("No units include each other any more among " + names_of(each) +
                       ": strike the circle from known_debts.h.");
  return faults;
}

}  // namespace ipaas::source_tree
