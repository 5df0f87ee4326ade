# Turns the form documents of schema/forms into one JSON text in pieces, the member "forms" of the
# manifest, for config/manifest.cc.
#
# Included by the build it declares the target ipaas_form_documents; run as a script (cmake -P) with
# -DFORMS=<folder> -DOUTPUT=<file> it writes the file.

include(${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake)

set(ipaas_form_names connection consumer producer)
set(ipaas_form_languages en zh)

# A document without the layout that is there for people. No JSON string holds a line end.
function(ipaas_form_document out path)
  file(READ "${path}" text)
  string(REGEX REPLACE "\n *" "" text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# A compiler need not take more than 64 KiB in one literal, also where several stand side by side.
function(ipaas_append_form_piece out text)
  set(${out} "${${out}}R\"form(${text})form\",\n" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  set(pieces "")
  set(begin "{")
  foreach(form IN LISTS ipaas_form_names)
    ipaas_form_document(schema "${FORMS}/${form}.schema.json")
    ipaas_form_document(uischema "${FORMS}/${form}.uischema.json")
    ipaas_append_form_piece(pieces "${begin}\"${form}\":{\"schema\":${schema},\"uischema\":")
    ipaas_append_form_piece(pieces "${uischema}}")
    set(begin ",")
  endforeach()
  set(begin ",\"texts\":{")
  foreach(language IN LISTS ipaas_form_languages)
    ipaas_form_document(texts "${FORMS}/${language}.json")
    ipaas_append_form_piece(pieces "${begin}\"${language}\":${texts}")
    set(begin ",")
  endforeach()
  ipaas_append_form_piece(pieces "}}")
  ipaas_write_changed("${OUTPUT}" "${pieces}")
  return()
endif()

set(ipaas_forms_folder ${PROJECT_SOURCE_DIR}/schema/forms)
set(ipaas_form_documents_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/config/form_documents.inc)
set(ipaas_form_files "")
foreach(form IN LISTS ipaas_form_names)
  list(APPEND ipaas_form_files ${ipaas_forms_folder}/${form}.schema.json
       ${ipaas_forms_folder}/${form}.uischema.json)
endforeach()
foreach(language IN LISTS ipaas_form_languages)
  list(APPEND ipaas_form_files ${ipaas_forms_folder}/${language}.json)
endforeach()
add_custom_command(
  OUTPUT ${ipaas_form_documents_inc}
  COMMAND ${CMAKE_COMMAND} -DFORMS=${ipaas_forms_folder} -DOUTPUT=${ipaas_form_documents_inc}
          -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${ipaas_form_files} ${CMAKE_CURRENT_LIST_FILE}
          ${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake
  COMMENT "Embedding the form documents"
  VERBATIM)
add_custom_target(ipaas_form_documents DEPENDS ${ipaas_form_documents_inc})
