#include "config/connection_update.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/documents.h"
#include "config/fields.h"
#include "config/json_value.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::string_view changeable[] = {"username",          "password",
                                           "clientCertificate", "clientKey",
                                           "clientKeyPassword", "serverCertificate",
                                           "webSocketHeaders",  "proxy",
                                           "sharedAccessKey",   "sharedAccessKeyName",
                                           "sasTokenLifetime"};

bool is_changeable(std::string_view key) {
  return std::find(std::begin(changeable), std::end(changeable), key) != std::end(changeable);
}

bool is_setting(std::string_view key) {
  const auto infos = connection_field_infos();
  return std::any_of(infos.begin(), infos.end(),
                     [&](const field_info* info) { return info->key == key; });
}

// Settings that there are not at all are reported by read_connection, with the nearest name.
void refuse_fixed(const json_value& changes, problems& found) {
  for (const json_value& each : changes.items) {
    if (is_changeable(each.name) || !is_setting(each.name)) continue;
    found.fail(join_pointer("", each.name),
               fmt::format("{} cannot change while the connection is open; close it, and open it "
                           "again with the new value",
                           each.name));
  }
}

void merge(json_value& object, json_value changes) {
  for (json_value& each : changes.items) {
    const auto same = std::find_if(object.items.begin(), object.items.end(),
                                   [&](const json_value& old) { return old.name == each.name; });
    if (same == object.items.end()) {
      object.items.push_back(std::move(each));
    } else {
      *same = std::move(each);
    }
  }
}

}  // namespace

updated_connection update_connection(const secret_text& document, std::string_view changes,
                                     connection_check check) {
  updated_connection updated;
  problems found;
  if (auto change = read_document(changes, "", found)) {
    if (change->is(json_kind::object)) {
      refuse_fixed(*change, found);
      auto merged = read_document(document.view(), "", found);
      merge(*merged, std::move(*change));
      updated.result.settings = read_checked_connection(*merged, "", check, found);
      std::string text;
      append_json(text, *merged);
      updated.document = secret_text(std::move(text));
    } else {
      found.fail("", fmt::format("Found {} where an object is expected", name_of(change->kind)));
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
