#include "abi/process_state.h"

#include <unistd.h>
#include <clocale>
#include <csignal>

#include <chrono>
#include <clocale>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <thread>

namespace ipaas::abi_test {
namespace {

constexpr int signal_count = 64;

std::string members_of(const sigset_t& set) {
  std::string members;
  for (int signal = 1; signal <= signal_count; ++signal)
    if (sigismember(&set, signal) == 1) members += ' ' + std::to_string(signal);
  return members;
}

std::string disposition_of(int signal) {
  struct sigaction action = {};
  // The C library keeps two real-time signals to itself, and refuses to tell.
  if (sigaction(signal, nullptr, &action) != 0) return "reserved";
  const auto handler = reinterpret_cast<std::uintptr_t>(action.sa_handler);
  return std::to_string(signal) + ": handler " + std::to_string(handler) + " flags " +
         std::to_string(action.sa_flags) + " mask" + members_of(action.sa_mask);
}

std::set<std::string> names_in(const char* folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename());
  return names;
}

}  // namespace

process_state process_state::now() {
  process_state state;
  for (int signal = 1; signal <= signal_count; ++signal)
    state.signals.push_back(disposition_of(signal));
  sigset_t mask;
  sigemptyset(&mask);
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  state.signal_mask = members_of(mask);
  state.locale = std::setlocale(LC_ALL, nullptr);
  state.folder = std::filesystem::current_path();
  for (char** variable = environ; *variable != nullptr; ++variable)
    state.environment.emplace_back(*variable);
  return state;
}

std::set<std::string> running_threads() { return names_in("/proc/self/task"); }

std::set<std::string> threads_to_begin_with() {
  std::string first;
  std::thread([&] { first = std::to_string(gettid()); }).join();
  holds_in_time([&] { return !running_threads().contains(first); });
  return running_threads();
}

std::set<std::string> open_descriptors() { return names_in("/proc/self/fd"); }

bool is_mapped(const std::string& path) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.ends_with(path)) return true;
  return false;
}

bool holds_in_time(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace ipaas::abi_test
