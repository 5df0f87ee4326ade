// A store in a folder of the test's own, with a listener that can be waited for.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <string>
#include <vector>

#include "protocol/framing.h"
#include "protocol/publish.h"
#include "state/state_unavailable.h"
#include "state/store.h"

namespace ipaas::mqtt::state::test {

using delivery::submission;
using protocol::qos;
using protocol::version;

class folder {
 public:
  folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ipaas-state-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~folder() { std::filesystem::remove_all(path_); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class waiting_listener : public store::listener {
 public:
  void on_durable(delivery::durable_point point) override {
    const std::lock_guard lock(mutex_);
    point_ = point;
    changed_.notify_all();
  }
  void on_trouble(const std::optional<error>& what) override {
    const std::lock_guard lock(mutex_);
    troubles_.push_back(what ? std::string(name_of(what->code)) : "over");
    changed_.notify_all();
  }
  void wait_for_message(std::uint64_t sequence) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return point_.message >= sequence; });
  }
  void wait_for_note(std::uint64_t note) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return point_.note >= note; });
  }
  std::vector<std::string> troubles() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  delivery::durable_point point_;
  std::vector<std::string> troubles_;
};

// Messages as a Producer encodes them: one behind the other in one block.
inline std::vector<submission> messages(const std::vector<std::string>& payloads,
                                        qos level = qos::at_least_once,
                                        version as = version::v3_1_1) {
  std::size_t room = 0;
  for (const std::string& each : payloads) room += each.size() + 32;
  const chunk_ref block = chunk::allocate(room);
  std::byte* at = block->data();
  std::vector<submission> out;
  for (const std::string& each : payloads) {
    submission next;
    next.block = block;
    next.packet = at;
    next.size = protocol::encode_publish(
        as, {.qos = level, .topic = "t", .payload = protocol::as_bytes(each)}, at);
    next.qos = level;
    at += next.size;
    out.push_back(std::move(next));
  }
  return out;
}

// A kept packet has no identifier yet, which the parser would mind.
inline std::string payload_of(const submission& message, version as = version::v3_1_1) {
  std::vector<std::byte> packet(message.packet, message.packet + message.size);
  packet[protocol::publish_identifier_offset(packet) + 1] = std::byte{1};
  const auto header = protocol::read_fixed_header(packet).header;
  protocol::publish parsed;
  const auto wrong = protocol::parse_publish(as, header.first,
                                             protocol::bytes(packet).subspan(header.size), parsed);
  return wrong ? wrong.text().en : std::string(protocol::as_text(parsed.payload));
}

// "number:payload", with how far an earlier process has come.
inline std::vector<std::string> texts_of(const heritage& left, version as = version::v3_1_1) {
  std::vector<std::string> texts;
  for (const submission& each : left.messages) {
    std::string text = std::to_string(each.sequence) + ":";
    text += each.was == submission::before::released ? "released" : payload_of(each, as);
    if (each.was == submission::before::sent) text += " sent";
    texts.push_back(text);
  }
  return texts;
}

// One process's use of the state of client "c".
class life {
 public:
  explicit life(const folder& in, version as = version::v3_1_1)
      : tested(in.path(), "c", as), left(tested.take_up()) {
    tested.start(listener);
  }
  waiting_listener listener;
  store tested;
  heritage left;
};

}  // namespace ipaas::mqtt::state::test
