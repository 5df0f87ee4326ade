#include "config/dialects/translation.h"

#include <algorithm>

#include "config/nearest.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

// On the heap, however short: a string that is moved leaves what it holds itself behind.
std::string kept(std::string_view text) {
  std::string copy;
  copy.reserve(std::max(text.size(), 2 * sizeof(std::string)));
  copy.assign(text);
  return copy;
}

bool is_empty(const json_value& value) {
  return value.is(json_kind::null) || (value.is(json_kind::string) && value.text.empty());
}

bool asks_for_nothing(const json_value& value, const row& by) {
  const bool container = value.is(json_kind::array) || value.is(json_kind::object);
  return container ? value.items.empty() : to_lower(value.text) == by.neutral;
}

constexpr bilingual given_twice{"{} stands twice, in two spellings", "{} 以两种写法出现了两次"};
constexpr bilingual overruled{"{} is given as well, and counts; this is not used.",
                              "同时给出了 {}，以它为准；此项不使用。"};

void refuse_unknown(const entry_list& given, const row_list& rows, translation& out) {
  std::vector<std::string_view> known;
  for (const row* each : rows) known.push_back(each->key);
  const auto is_known = [&](const entry& at) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const row* each) { return given.normal()(each->key) == at.normal; });
  };
  for (const entry& each : given.items()) {
    if (is_known(each)) continue;
    const std::string& name = each.value->name;
    out.mistakes.fail(each.pointer, problem::key_unknown, quote(name), nearest(name, known));
  }
}

void read_row(const row& by, const entry& at, const entry_list& beside, translation& out) {
  foreign_value value(by, at, beside, out);
  if (by.kept == secrecy::secret && is_mask(*at.value)) {
    out.masked.push_back({std::string(by.native), at.pointer, std::string(by.key)});
    return;
  }
  if (!by.note.en.empty() && !asks_for_nothing(*at.value, by)) value.note(say(by.note));
  if (!by.native.empty()) by.convert(value);
}

}  // namespace

std::string_view name_of(document_part part) {
  constexpr std::string_view names[] = {"connection", "consumer", "producer"};
  return names[static_cast<std::size_t>(part)];
}

const native_place* translation::place_of(std::string_view native_key) const {
  const auto found = std::find_if(places.begin(), places.end(), [&](const native_place& each) {
    return each.native == native_key;
  });
  return found == places.end() ? nullptr : &*found;
}

void translation::imply(std::string_view native_key, json_value value) {
  value.name = native_key;
  native.items.push_back(std::move(value));
}

void translation::imply_default(std::string_view native_key, json_value value) {
  if (native.member(native_key) == nullptr) imply(native_key, std::move(value));
}

void translation::note(std::string pointer, phrase text, std::string native_key) {
  notes.push_back({std::move(pointer), std::move(native_key), std::move(text)});
}

void translation::fail(std::string_view pointer, phrase text) {
  mistakes.fail(pointer, std::move(text));
}

void entry_list::add(const json_value& object, std::string_view pointer, translation& out) {
  std::vector<std::string> own;
  for (const json_value& item : object.items) {
    entry next{normal_(item.name), &item, join_pointer(pointer, item.name)};
    if (std::find(own.begin(), own.end(), next.normal) != own.end()) {
      out.fail(next.pointer, say(given_twice, quote(item.name)));
      continue;
    }
    own.push_back(next.normal);
    const bool overlaid = std::any_of(items_.begin(), items_.end(), [&](const entry& each) {
      return each.normal == next.normal;
    });
    if (!overlaid) items_.push_back(std::move(next));
  }
}

void entry_list::add_document(const json_value& document, std::string_view pointer,
                              translation& out) {
  add(document, pointer, out);
  std::erase_if(items_, [](const entry& each) {
    return each.value->name == dialect_key || each.value->name == overlay_key;
  });
}

void entry_list::open_objects(bool (*part)(const json_value& member), translation& out) {
  const auto inner = std::stable_partition(items_.begin(), items_.end(),
                                           [&](const entry& each) { return !part(*each.value); });
  const std::vector<entry> opened(inner, items_.end());
  items_.erase(inner, items_.end());
  for (const entry& each : opened) add(*each.value, each.pointer, out);
}

const entry* entry_list::find(std::string_view key) const {
  const std::string wanted = normal_(key);
  const auto found = std::find_if(items_.begin(), items_.end(), [&](const entry& each) {
    return each.normal == wanted && !is_empty(*each.value);
  });
  return found == items_.end() ? nullptr : &*found;
}

void foreign_value::put(json_value native, native_place::shape inside) {
  if (const native_place* before = out_.place_of(by_.native)) {
    wipe_texts(native);
    return note(say(overruled, before->key));
  }
  native.name = by_.native;
  out_.native.items.push_back(std::move(native));
  out_.places.push_back(
      {std::string(by_.native), at_.pointer, std::string(at_.value->name), inside});
}

void foreign_value::put_text(std::string_view text) { put(text_value(text)); }

void foreign_value::keep_name() { out_.places.back().key = by_.native; }

void foreign_value::note(phrase text) {
  out_.note(at_.pointer, std::move(text), std::string(by_.native));
}

void foreign_value::fail(phrase text) {
  out_.failed.emplace_back(by_.native);
  out_.fail(at_.pointer, std::move(text));
}

void foreign_value::fail_expected(const phrase& allowed) {
  out_.failed.emplace_back(by_.native);
  out_.mistakes.fail(at_.pointer, problem::value_unexpected, at_.value->name, shown_value(value()),
                     allowed);
}

void take_value(foreign_value& in) { in.put(copy_of(in.value()), native_place::shape::same); }

row_list rows_of(std::initializer_list<std::span<const row>> tables) {
  row_list rows;
  for (const auto table : tables) {
    for (const row& each : table) rows.push_back(&each);
  }
  return rows;
}

void read_rows(const entry_list& given, const row_list& rows, std::string_view pointer,
               translation& out) {
  refuse_unknown(given, rows, out);
  for (const row* each : rows) {
    if (each->part != out.part) continue;
    const entry* at = given.find(each->key);
    if (at == nullptr) continue;
    read_row(*each, *at, given, out);
  }
  for (const row* each : rows) {
    if (each->part != out.part || each->native.empty() || out.place_of(each->native)) continue;
    out.places.push_back({std::string(each->native), join_pointer(pointer, each->key),
                          std::string(each->key), native_place::shape::other});
  }
}

json_value text_value(std::string_view text) { return {json_kind::string, {}, kept(text), {}}; }

json_value flag_value(bool value) { return {json_kind::boolean, {}, value ? "true" : "false", {}}; }

json_value number_value(std::int64_t value) {
  return {json_kind::number, {}, std::to_string(value), {}};
}

json_value list_value() { return {json_kind::array, {}, {}, {}}; }

json_value copy_of(const json_value& value) {
  json_value copy{value.kind, value.name, kept(value.text), {}};
  copy.items.reserve(value.items.size());
  for (const json_value& item : value.items) copy.items.push_back(copy_of(item));
  return copy;
}

bool is_mask(const json_value& value) {
  return value.is(json_kind::string) && value.text.size() >= 3 &&
         value.text.find_first_not_of('*') == std::string::npos;
}

bool is_true(const json_value& value) {
  const bool may_be = value.is(json_kind::boolean) || value.is(json_kind::string);
  return may_be && to_lower(value.text) == "true";
}

}  // namespace ipaas::mqtt::config
