#include "operations/probe_steps.h"

#include <algorithm>

namespace ipaas::mqtt::operations {

probe_steps::probe_steps(std::vector<std::string> plan) {
  for (std::string& name : plan) steps_.push_back({.name = std::move(name)});
}

void probe_steps::begin(std::string_view name, time_point at) {
  if (finished_ || running() == name) return;
  end_running(probe_step::state::ok, at);
  running_ = place_of(name);
  steps_[running_].status = probe_step::state::running;
  steps_[running_].begun = at;
}

std::size_t probe_steps::place_of(std::string_view name) {
  const auto planned = std::ranges::find(steps_, name, &probe_step::name);
  if (planned != steps_.end()) return static_cast<std::size_t>(planned - steps_.begin());
  const std::size_t place = running_ == none ? 0 : running_ + 1;
  steps_.insert(steps_.begin() + static_cast<std::ptrdiff_t>(place), {.name = std::string(name)});
  return place;
}

void probe_steps::found(std::string_view name, std::string_view json) {
  if (running_ == none) return;
  auto& list = steps_[running_].found;
  const auto same = std::ranges::find(list, name, &std::pair<std::string, std::string>::first);
  if (same != list.end()) {
    same->second = json;
  } else {
    list.emplace_back(name, json);
  }
}

void probe_steps::fail(error why, time_point at) {
  if (finished_) return;
  if (running_ == none && !steps_.empty()) begin(steps_.front().name, at);
  if (why.stage.empty()) why.stage = running();
  if (running_ != none) steps_[running_].failure = std::move(why);
  end_running(probe_step::state::failed, at);
  finished_ = failed_ = true;
}

void probe_steps::finish(time_point at) {
  if (finished_) return;
  end_running(probe_step::state::ok, at);
  finished_ = true;
}

void probe_steps::end_running(probe_step::state as, time_point at) {
  if (running_ == none) return;
  probe_step& step = steps_[running_];
  step.status = as;
  step.took = at - step.begun;
}

std::string_view probe_steps::running() const {
  return running_ == none ? std::string_view() : std::string_view(steps_[running_].name);
}

const probe_step* probe_steps::failed() const {
  const auto found = std::ranges::find(steps_, probe_step::state::failed, &probe_step::status);
  return found == steps_.end() ? nullptr : &*found;
}

}  // namespace ipaas::mqtt::operations
