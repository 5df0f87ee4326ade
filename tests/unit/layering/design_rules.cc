#include "design_rules.h"

#include <algorithm>

namespace ipaas::source_tree {
namespace {

std::string fault_of(const class_size& size, const size_rule& rule) {
  const std::string found =
      size.name + " (" + size.file + ") has " + std::to_string(size.members) + " members, ";
  const std::string limit = std::to_string(rule.limit_of(size.name));
  if (rule.known.contains(size.name))
    return found + "more than the " + limit +
           " noted in known_debts.h: put what is new into a class of its own.";
  return found + "more than " + limit +
         ": give a part of its data, and the functions that use it, to a class of its own.";
}

// Of the classes with that name; 0 when there is none.
std::size_t most_members_in(const std::vector<class_size>& sizes, const std::string& name) {
  std::size_t most = 0;
  for (const class_size& size : sizes)
    if (size.name == name) most = std::max(most, size.members);
  return most;
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

std::size_t size_rule::limit_of(const std::string& name) const {
  const auto found = known.find(name);
  return found == known.end() ? most_members : found->second;
}

std::vector<std::string> size_faults(const std::vector<class_size>& sizes, const size_rule& rule) {
  std::vector<std::string> faults;
  for (const class_size& size : sizes)
    if (size.members > rule.limit_of(size.name)) faults.push_back(fault_of(size, rule));
  for (const auto& [name, members] : rule.known)
    if (most_members_in(sizes, name) <= rule.most_members)
      faults.push_back("No class " + name + " has more than " + std::to_string(rule.most_members) +
                       " members any more: strike it from known_debts.h.");
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
