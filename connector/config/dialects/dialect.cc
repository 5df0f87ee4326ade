#include "config/dialects/dialect.h"

#include <algorithm>
#include <array>

#include "config/field.h"
#include "config/nearest.h"
#include "config/object_reader.h"

namespace ipaas::mqtt::config {

namespace {

// In the order of dialect.
struct language_of_documents {
  std::string_view name;
  bool (*has_shape)(const json_value& document);
  void (*translate)(const json_value& document, std::string_view pointer, translation& out);
  row_list (*rows)();
};
constexpr language_of_documents dialects[] = {
    {"native", nullptr, nullptr, nullptr},
    {"ekuiper", is_ekuiper, translate_ekuiper, ekuiper_rows},
    {"thingpark", is_thingpark, translate_thingpark, thingpark_rows},
    {"tencent", is_tencent, translate_tencent, tencent_rows},
    {"actorcloud", is_actorcloud, translate_actorcloud, actorcloud_rows},
};

constexpr bilingual dialect_allowed{"one of native, ekuiper, thingpark, tencent and actorcloud",
                                    "native、ekuiper、thingpark、tencent、actorcloud 之一"};

constexpr std::array<std::string_view, 3> parts{"connection", "consumer", "producer"};

void lay_over(const json_value& settings, const std::string& pointer, translation& out) {
  if (!settings.is(json_kind::object)) {
    return refuse_kind(settings, pointer, out.mistakes);
  }
  for (const json_value& each : settings.items) {
    std::erase_if(out.native.items, [&](json_value& old) {
      if (old.name == each.name) wipe_texts(old);
      return old.name == each.name;
    });
    std::erase_if(out.places, [&](const native_place& old) { return old.native == each.name; });
    std::erase(out.failed, each.name);
    out.imply(each.name, copy_of(each));
    out.places.push_back(
        {each.name, join_pointer(pointer, each.name), each.name, native_place::shape::same});
  }
}

// "native": what the foreign system has no words for.
void read_native_members(const json_value& document, std::string_view pointer, translation& out) {
  const json_value* over = given(document, overlay_key);
  if (over == nullptr) return;
  const std::string place = join_pointer(pointer, overlay_key);
  if (!over->is(json_kind::object)) {
    return refuse_kind(*over, place, out.mistakes);
  }
  for (const json_value& each : over->items) {
    const std::string inner = join_pointer(place, each.name);
    if (std::find(parts.begin(), parts.end(), each.name) == parts.end()) {
      refuse_key(each.name, place, parts, out.mistakes);
    } else if (each.name == name_of(out.part)) {
      lay_over(each, inner, out);
    }
  }
}

}  // namespace

std::string_view name_of(dialect of) { return dialects[static_cast<std::size_t>(of)].name; }

bool has_dialect_key(const json_value& document) { return document.member(dialect_key) != nullptr; }

dialect dialect_of(const json_value& document, translation& out) {
  if (const json_value* named = given(document, dialect_key)) {
    const auto known = std::find_if(std::begin(dialects), std::end(dialects),
                                    [&](const auto& each) { return each.name == named->text; });
    if (known != std::end(dialects)) return static_cast<dialect>(known - std::begin(dialects));
    out.mistakes.fail(join_pointer(out.root, dialect_key), problem::value_unexpected, dialect_key,
                      shown_value(*named), say(dialect_allowed));
    out.is_void = true;
    return dialect::native;
  }
  const auto shaped = std::find_if(std::begin(dialects) + 1, std::end(dialects),
                                   [&](const auto& each) { return each.has_shape(document); });
  return shaped == std::end(dialects) ? dialect::native
                                      : static_cast<dialect>(shaped - std::begin(dialects));
}

void translate(dialect from, const json_value& document, std::string_view pointer,
               translation& out) {
  out.root = pointer;
  if (from == dialect::native) {
    for (const json_value& each : document.items) {
      if (each.name != dialect_key) out.imply(each.name, copy_of(each));
    }
    return;
  }
  dialects[static_cast<std::size_t>(from)].translate(document, pointer, out);
  read_native_members(document, pointer, out);
}

row_list rows_of(dialect from) {
  const auto rows = dialects[static_cast<std::size_t>(from)].rows;
  return rows == nullptr ? row_list{} : rows();
}

}  // namespace ipaas::mqtt::config
