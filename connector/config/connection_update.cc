#include "config/connection_update.h"

#include <algorithm>

#include "config/documents.h"
#include "config/fields.h"
#include "config/json_value.h"
#include "config/object_reader.h"

namespace ipaas::mqtt::config {

namespace {

// What is no setting at all is reported by read_connection, with the nearest name.
bool is_fixed(std::string_view key) {
  const auto infos = connection_field_infos();
  return std::any_of(infos.begin(), infos.end(),
                     [&](const field_info* info) { return info->key == key && !info->changeable; });
}

void refuse_fixed(const json_value& changes, problems& found) {
  for (const json_value& each : changes.items) {
    if (!is_fixed(each.name)) continue;
    found.fail(join_pointer("", each.name), problem::fixed_while_open, each.name);
  }
}

// What is replaced goes to `changes`, and ends with them.
void merge(json_value& object, json_value& changes) {
  for (json_value& each : changes.items) {
    const auto same = std::find_if(object.items.begin(), object.items.end(),
                                   [&](const json_value& old) { return old.name == each.name; });
    if (same == object.items.end()) {
      object.items.push_back(std::move(each));
    } else {
      std::swap(*same, each);
    }
  }
}

// `size`: of the texts that it was read from.
secret_text text_of(const json_value& object, std::size_t size) {
  // Enough from the start, since growing leaves copies behind: \b becomes \u0008 at worst.
  constexpr std::size_t longest_growth = 3;
  std::string text;
  text.reserve(size * longest_growth);
  append_json(text, object);
  return secret_text(std::move(text));
}

}  // namespace

updated_connection update_connection(const secret_text& document, std::string_view changes,
                                     connection_check check) {
  updated_connection updated;
  problems found;
  if (auto given = read_secret_document(changes, "", found)) {
    json_value& change = given->root();
    if (change.is(json_kind::object)) {
      refuse_fixed(change, found);
      auto merged = read_secret_document(document.view(), "", found);
      merge(merged->root(), change);
      updated.result.settings = read_checked_connection(merged->root(), "", check, found);
      updated.document = text_of(merged->root(), document.view().size() + changes.size());
    } else {
      refuse_kind(change, "", found);
    }
  }
  updated.result.errors = std::move(found.errors);
  updated.result.warnings = std::move(found.warnings);
  return updated;
}

void take_credentials(const connection_settings& from, connection_settings& to) {
  to.username = from.username;
  to.password = from.password;
  to.tls = from.tls;
  to.web_socket_headers = from.web_socket_headers;
  to.proxy = from.proxy;
  to.sas = from.sas;
}

}  // namespace ipaas::mqtt::config
