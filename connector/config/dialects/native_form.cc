#include "config/dialects/native_form.h"

#include <algorithm>

#include "config/dialects/renaming.h"
#include "config/object_reader.h"

namespace ipaas::mqtt::config {

namespace {

constexpr bilingual masked_secret{
    "{} is masked, but there is nothing before it to keep: only an update may leave it so. Give "
    "the "
    "secret itself",
    "{} 是掩码，但没有可沿用的原值：只有更新时才能保留掩码。请填写真实的值"};

// The key of a native setting that `field`, which lies below `pointer`, begins with.
std::string_view first_token(std::string_view field, std::string_view pointer) {
  field.remove_prefix(std::min(pointer.size() + 1, field.size()));
  return field.substr(0, field.find('/'));
}

bool lies_below(std::string_view field, std::string_view pointer) {
  return field.starts_with(pointer) &&
         (field.size() == pointer.size() || field[pointer.size()] == '/');
}

bool is_told(const translation& of, std::string_view key) {
  if (of.is_void) return true;
  const bool masked = std::any_of(of.masked.begin(), of.masked.end(),
                                  [&](const native_place& each) { return each.native == key; });
  const bool kept = of.native.member(key) != nullptr;
  return (masked && !kept) || std::find(of.failed.begin(), of.failed.end(), key) != of.failed.end();
}

void turn(error& each, const translation& of, std::string_view pointer) {
  each.field = foreign_pointer(of, pointer, each.field);
  for (const native_place& place : of.places) rename_in(each, place.native, place.key);
}

// Gives what was masked its place again, or says that there is nothing to keep.
void keep_masked(const json_value& before, translation& of) {
  for (const native_place& each : of.masked) {
    const json_value* kept = given(before, each.native);
    if (kept == nullptr) {
      of.fail(each.pointer, say(masked_secret, each.key));
      continue;
    }
    of.places.insert(of.places.begin(), each);
    of.imply(each.native, copy_of(*kept));
  }
}

}  // namespace

std::string foreign_pointer(const translation& of, std::string_view pointer,
                            std::string_view field) {
  const std::string_view key = first_token(field, pointer);
  const native_place* place = of.place_of(key);
  if (place == nullptr) return of.root;
  if (place->inside == native_place::shape::other) return place->pointer;
  return place->pointer + std::string(field.substr(pointer.size() + 1 + key.size()));
}

translated_document translate_part(const json_value& given, document_part part,
                                   std::string_view pointer) {
  translated_document done{dialect::native, translation(part)};
  done.result.root = pointer;
  if (!given.is(json_kind::object)) return done;
  done.from = dialect_of(given, done.result);
  if (done.result.is_void) return done;
  if (done.from != dialect::native || has_dialect_key(given)) {
    translate(done.from, given, pointer, done.result);
  }
  return done;
}

native_form::native_form(const json_value& given, document_part part, std::string_view pointer,
                         problems& found)
    : native_form(given, part, pointer, json_value{}, found) {}

native_form::native_form(const json_value& given, document_part part, std::string_view pointer,
                         const json_value& before, problems& found)
    : given_(given),
      pointer_(pointer),
      translated_(translate_part(given, part, pointer)),
      is_foreign_(translated_.from != dialect::native || has_dialect_key(given)) {
  keep_masked(before, translated_.result);
  report(found);
}

void native_form::report(problems& found) {
  translation& of = translated_.result;
  for (error& each : of.mistakes.errors) {
    if (found.errors.size() < most_problems) found.errors.push_back(std::move(each));
  }
  for (const dialect_note& each : of.notes) found.warn(each.pointer, each.text);
  errors_ = found.errors.size();
  warnings_ = found.warnings.size();
}

native_form::~native_form() { wipe_texts(translated_.result.native); }

void native_form::point_back(problems& found) {
  if (!is_foreign_) return;
  const translation& of = translated_.result;
  const auto mine = [&](const error& each) { return lies_below(each.field, pointer_); };
  const auto is_repeated = [&](const error& each) {
    return mine(each) && is_told(of, first_token(each.field, pointer_));
  };
  const auto new_errors = found.errors.begin() + static_cast<std::ptrdiff_t>(errors_);
  found.errors.erase(std::remove_if(new_errors, found.errors.end(), is_repeated),
                     found.errors.end());
  for (std::size_t i = errors_; i < found.errors.size(); ++i) {
    if (mine(found.errors[i])) turn(found.errors[i], of, pointer_);
  }
  for (std::size_t i = warnings_; i < found.warnings.size(); ++i) {
    if (mine(found.warnings[i])) turn(found.warnings[i], of, pointer_);
  }
  errors_ = found.errors.size();
  warnings_ = found.warnings.size();
}

}  // namespace ipaas::mqtt::config
