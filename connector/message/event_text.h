// What events say, in each language: the table schema/events.json, and the texts made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "message/language.h"

namespace ipaas::mqtt {

// In the order of plugin.h's IPAAS_EVENT_...
enum class event_kind : std::uint8_t { connecting, up, down, failed, stopped, warning };

// One enumerator for each entry of schema/events.json, in its order.
enum class event_name : std::uint8_t {
  connecting,
  up,
  up_subscribed,
  down,
  next_broker,
  failed,
  refused,
  stopped,
  stopped_unsettled,
  stopped_unfinished,
  remark,
  window_full,
  window_free,
  window_overrun,
  window_overrun_lost,
  unmatched,
  outbox_filling,
  outbox_full,
  outbox_drained,
  stopped_kept,
  given_up,
  unsettled,
  taken_back,
  letter_failed,
  kept_failed,
  disk_recovered,
  unsubscribed,
  unverified,
  updated,
  updated_for_later,
  renewing,
  probe_client_id,
  probe_client_id_cut,
  probe_topic_rights,
};
inline constexpr std::size_t event_name_count = 34;

// A row of the table. The views live as long as the library.
struct event_entry {
  event_name name;
  event_kind kind;
  std::string_view level;  // info, warning, error
  std::string_view code;   // for machines; an event with an error has the error's
  std::string_view text_en;
  std::string_view text_zh;
};
const event_entry& entry_of(event_name name);

// Something that an event tells: a member of its JSON, and what stands for {name} in its text.
struct event_member {
  enum class form : std::uint8_t { plain, word };  // word: translated by the table's words
  std::string_view name;
  std::string json;
  std::string text;
  form shape = form::plain;
};
event_member told(std::string_view name, std::string_view text);
event_member told(std::string_view name, std::uint64_t number);
// Where people read something else than machines.
event_member told(std::string_view name, std::string json, std::string text);
event_member told_word(std::string_view name, std::string_view word);

// The event's text. A placeholder that is not among the members stays as it is.
std::string text_of(event_name name, language words, std::span<const event_member> members = {});

}  // namespace ipaas::mqtt
