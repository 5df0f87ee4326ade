#include "config/connection_update.h"

#include <algorithm>

#include "config/dialects/native_form.h"
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
  // Enough from the start, since growing leaves copies behind: \b becomes \u0008 at worst, and a
  // dialect says some things on its own.
  constexpr std::size_t longest_growth = 3;
  constexpr std::size_t implied = 1024;
  std::string text;
  text.reserve(size * longest_growth + implied);
  append_json(text, object);
  return secret_text(std::move(text));
}

// What was said of it when the connection was opened is not said again.
void make_native(json_value& document) {
  auto words = translate_part(document, document_part::connection, "");
  if (words.from == dialect::native && !has_dialect_key(document)) return;
  wipe_texts(document);
  document = std::move(words.result.native);
}

updated_connection read_document(const json_value& document, std::size_t size,
                                 connection_check check, problems& found) {
  updated_connection updated;
  updated.result.settings = read_checked_connection(document, "", check, found);
  updated.document = text_of(document, size);
  return updated;
}

updated_connection change_some(json_value& before, const native_form& changes, std::size_t size,
                               connection_check check, problems& found) {
  if (!changes.object().is(json_kind::object)) {
    refuse_kind(changes.object(), "", found);
    return {};
  }
  secret_document change(copy_of(changes.object()));
  refuse_fixed(change.root(), found);
  merge(before, change.root());
  return read_document(before, size, check, found);
}

bool is_equal(const json_value* left, const json_value* right) {
  if (left == nullptr || right == nullptr) return left == right;
  std::string texts[2];
  append_json(texts[0], *left);
  append_json(texts[1], *right);
  return texts[0] == texts[1];
}

// Other systems send the whole document again: what is fixed must be as it was.
updated_connection replace_all(json_value& before, const native_form& now, std::size_t size,
                               connection_check check, problems& found) {
  for (const field_info* each : connection_field_infos()) {
    const bool same = is_equal(given(before, each->key), given(now.object(), each->key));
    if (!same && !each->changeable) {
      found.fail(join_pointer("", each->key), problem::fixed_while_open, each->key);
    }
  }
  return read_document(now.object(), size, check, found);
}

}  // namespace

updated_connection update_connection(const secret_text& document, std::string_view changes,
                                     connection_check check) {
  updated_connection updated;
  problems found;
  if (auto change = read_secret_document(changes, "", found)) {
    auto before = read_secret_document(document.view(), "", found);
    make_native(before->root());
    native_form form(change->root(), document_part::connection, "", before->root(), found);
    const bool whole = form.from() != dialect::native;
    const auto apply = whole ? replace_all : change_some;
    const std::size_t size = document.view().size() + changes.size();
    updated = apply(before->root(), form, size, check, found);
    form.point_back(found);
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
