#include "guarantee_table.h"

#include <stdexcept>

namespace ipaas::harness {
namespace {

const std::vector<guarantee_row>& rows() {
  static const std::vector<guarantee_row> all{
      {"accept", "flow settles *accept*", {true, true, true}},
      {"retry", "flow settles *retry*", {true, true, true}},
      {"cut_held", "connection cut while the flow holds the message", {false, true, true}},
      {"cut_accepted", "connection cut, then *accept*", {false, true, true}},
      {"cut_publish", "connection cut before PUBLISH arrives", {false, true, true}},
      {"cut_answer", "connection cut before PUBACK or PUBREC arrives", {false, true, true}},
      {"cut_pubrel", "connection cut before PUBREL arrives", {false, false, true}},
      {"cut_pubcomp", "connection cut before PUBCOMP arrives", {false, false, true}},
      {"killed_held", "process killed before settling", {true, true, true}},
      {"killed_publish", "process killed before PUBLISH arrives", {false, true, true}},
      {"killed_answer",
       "process killed after *accept*, before PUBACK or PUBREC arrives",
       {false, true, true}},
      {"killed_answer_state", "the same, with `stateDirectory`", {false, true, true}},
      {"killed_pubrel", "process killed before PUBREL arrives", {false, false, true}},
      {"killed_pubcomp", "process killed before PUBCOMP arrives", {false, false, true}},
      {"restarted", "broker restarted (persistent), consuming", {true, true, true}},
      {"broker_killed",
       "broker killed and started again (persistent), consuming",
       {true, true, true}},
      {"forgetful",
       "broker killed and started again (not persistent), consuming",
       {true, true, true}},
      {"full", "window full for 10 keep-alives", {true, true, true}},
      {"clean", "clean session: process killed before settling", {true, true, true}},
      {"sent_cut_publish", "producing, connection cut before PUBLISH arrives", {false, true, true}},
      {"sent_cut_answer",
       "producing, connection cut before PUBACK or PUBREC arrives",
       {false, true, true}},
      {"sent_cut_pubrel", "producing, connection cut before PUBREL arrives", {false, false, true}},
      {"sent_cut_pubcomp",
       "producing, connection cut before PUBCOMP arrives",
       {false, false, true}},
      {"sent_restarted", "broker restarted (persistent), producing", {false, true, true}},
      {"sent_forgetful",
       "broker killed and started again (not persistent), producing",
       {false, true, true}},
      {"away", "broker away while producing, within the outbox", {true, true, true}},
      {"outbox_killed", "process killed with messages in the outbox", {true, true, true}},
      {"outbox_killed_state", "the same, with `stateDirectory`", {true, true, true}},
      {"sent_killed_publish",
       "producing with `stateDirectory`, process killed before PUBLISH arrives",
       {false, true, true}},
      {"sent_killed_answer",
       "producing with `stateDirectory`, process killed before PUBACK or PUBREC arrives",
       {false, true, true}},
      {"sent_killed_pubrel",
       "producing with `stateDirectory`, process killed before PUBREL arrives",
       {false, false, true}},
      {"sent_killed_pubcomp",
       "producing with `stateDirectory`, process killed before PUBCOMP arrives",
       {false, false, true}},
      {"reported",
       "process killed while producing, what was reported as sent",
       {false, true, true}},
  };
  return all;
}

}  // namespace

std::string words_for(const counted& result) {
  if (result.lost == result.sent) return "lost";
  if (result.lost > 0) return "partly lost";
  if (result.doubled > 0) return "again";
  return result.late == 0 ? "once" : "once, not in order";
}

guarantee_table& guarantee_table::instance() {
  static guarantee_table only;
  return only;
}

void guarantee_table::note(const std::string& row, int qos, const std::string& words) {
  for (const guarantee_row& known : rows()) {
    if (known.name != row) continue;
    cells_[row].at(static_cast<std::size_t>(qos)) = words;
    return;
  }
  throw std::logic_error("the table has no row " + row);
}

bool guarantee_table::is_complete() const {
  for (const guarantee_row& row : rows()) {
    const auto noted = cells_.find(row.name);
    for (std::size_t qos = 0; qos < 3; ++qos) {
      if (!row.levels[qos]) continue;
      if (noted == cells_.end() || noted->second[qos].empty()) return false;
    }
  }
  return true;
}

std::string guarantee_table::markdown() const {
  std::string text = "| event | QoS 0 | QoS 1 | QoS 2 |\n|---|---|---|---|\n";
  for (const guarantee_row& row : rows()) {
    text += "| " + row.event + " |";
    const auto noted = cells_.find(row.name);
    for (std::size_t qos = 0; qos < 3; ++qos) {
      const bool has_words = noted != cells_.end() && !noted->second[qos].empty();
      text += " " + (has_words ? noted->second[qos] : std::string("–")) + " |";
    }
    text += "\n";
  }
  return text;
}

}  // namespace ipaas::harness
