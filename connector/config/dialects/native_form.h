// A configuration document in our own words, whatever words it came in. What reads settings reads
// object(), and then lets point_back() turn what it has found to the document that was given.
#pragma once

#include <string>

#include "config/dialects/dialect.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// A document in the words of its dialect, and the part of it that was asked for.
struct translated_document {
  dialect from = dialect::native;
  translation result;
};

// `pointer`: of `given`. Documents that are no objects are native. Never reports anything.
translated_document translate_part(const json_value& given, document_part part,
                                   std::string_view pointer);

class native_form {
 public:
  // Reports what is wrong with a foreign document, and its notes as warnings. `given` outlives
  // this.
  native_form(const json_value& given, document_part part, std::string_view pointer,
              problems& found);
  // For a change of `before`, which is in our own words: a secret that is masked stays what it was.
  native_form(const json_value& given, document_part part, std::string_view pointer,
              const json_value& before, problems& found);
  ~native_form();
  native_form(const native_form&) = delete;
  native_form& operator=(const native_form&) = delete;

  dialect from() const { return translated_.from; }
  bool is_foreign() const { return is_foreign_; }
  const json_value& object() const { return is_foreign_ ? translated_.result.native : given_; }

  // Errors and warnings of fields below the pointer that were reported since this was made get the
  // pointer and, where they begin with it or cannot be mistaken, the name of the foreign key. What
  // was told before in the foreign words is taken out. May be called again for later ones.
  void point_back(problems& found);

 private:
  void report(problems& found);

  const json_value& given_;
  std::string pointer_;
  translated_document translated_;
  bool is_foreign_;         // or is in our own words, but says so
  std::size_t errors_ = 0;  // how many there were before
  std::size_t warnings_ = 0;
};

// The pointer of the foreign document for one of a native setting, with what stands behind it.
std::string foreign_pointer(const translation& of, std::string_view pointer,
                            std::string_view field);

}  // namespace ipaas::mqtt::config
