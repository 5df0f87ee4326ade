// The SQL of the store, in one place. Only store*.cc.
#pragma once

#include "state/database.h"
#include "state/store.h"

namespace ipaas::mqtt::state {

// batch: neighbouring messages as the packets they are, without identifiers. progress: how far each
// message of a batch has come, apart from it so that a step does not write the messages again.
// received: identifiers of QoS 2 messages that were settled. filter: what is subscribed to. mark:
// the last message that may have been sent.
inline constexpr const char* schema = R"(
  CREATE TABLE batch (first INTEGER PRIMARY KEY, time INTEGER NOT NULL, version INTEGER NOT NULL,
                      messages BLOB NOT NULL);
  CREATE TABLE progress (first INTEGER PRIMARY KEY, states BLOB NOT NULL);
  CREATE TABLE received (identifier INTEGER PRIMARY KEY);
  CREATE TABLE filter (filter TEXT PRIMARY KEY);
  CREATE TABLE mark (sent INTEGER NOT NULL);
  INSERT INTO mark VALUES (0);
)";

struct store::statements {
  explicit statements(database& on)
      : insert_batch(on, "INSERT INTO batch VALUES (?, ?, ?, ?)"),
        delete_batch(on, "DELETE FROM batch WHERE first = ?"),
        set_progress(on, "INSERT OR REPLACE INTO progress VALUES (?, ?)"),
        delete_progress(on, "DELETE FROM progress WHERE first = ?"),
        add_received(on, "INSERT OR IGNORE INTO received VALUES (?)"),
        remove_received(on, "DELETE FROM received WHERE identifier = ?"),
        add_filter(on, "INSERT OR IGNORE INTO filter VALUES (?)"),
        remove_filter(on, "DELETE FROM filter WHERE filter = ?"),
        mark_sent(on, "UPDATE mark SET sent = ?"),
        all_batches(on,
                    "SELECT first, time, version, messages, states FROM batch "
                    "LEFT JOIN progress USING (first) ORDER BY first"),
        all_received(on, "SELECT identifier FROM received"),
        all_filters(on, "SELECT filter FROM filter") {}

  statement insert_batch;
  statement delete_batch;
  statement set_progress;
  statement delete_progress;
  statement add_received;
  statement remove_received;
  statement add_filter;
  statement remove_filter;
  statement mark_sent;
  statement all_batches;
  statement all_received;
  statement all_filters;
};

}  // namespace ipaas::mqtt::state
