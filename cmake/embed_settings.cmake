# Turns schema/settings.json, the one declaration of every setting, into constant rows for
# config/setting_rows.h, and the words of the forms for config/setting_words.cc: who changes a word
# compiles that one again, not all who read settings.
#
# Included by the build it declares the target ipaas_setting_rows; run as a script (cmake -P) with
# -DSETTINGS=<json> -DROWS=<file> -DWORDS=<file> it writes the files.

include(${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake)

# A member as a C++ raw string literal, empty where it is missing.
function(ipaas_setting_text out document)
  string(JSON value ERROR_VARIABLE missing GET "${document}" ${ARGN})
  if(missing)
    set(value "")
  endif()
  set(${out} "R\"text(${value})text\"" PARENT_SCOPE)
endfunction()

# {en, zh}, both of which must be there.
function(ipaas_setting_words out document)
  foreach(language en zh)
    string(JSON words GET "${document}" ${ARGN} ${language})
    if(words STREQUAL "")
      message(FATAL_ERROR "schema/settings.json: empty ${language} at ${ARGN} of ${document}")
    endif()
    set(${language} "R\"text(${words})text\"")
  endforeach()
  set(${out} "{${en}, ${zh}}" PARENT_SCOPE)
endfunction()

# A member as JSON text within a C++ literal: what the document says, not what CMake makes of it.
function(ipaas_setting_json out document member)
  string(JSON type ERROR_VARIABLE missing TYPE "${document}" ${member})
  if(missing)
    set(${out} "{}" PARENT_SCOPE)
    return()
  endif()
  string(JSON value GET "${document}" ${member})
  if(type STREQUAL "STRING")
    set(value "\"${value}\"")
  elseif(type STREQUAL "BOOLEAN" AND value)
    set(value "true")
  elseif(type STREQUAL "BOOLEAN")
    set(value "false")
  else()
    string(REGEX REPLACE "\n *" "" value "${value}")
  endif()
  set(${out} "R\"text(${value})text\"" PARENT_SCOPE)
endfunction()

function(ipaas_setting_flag out document member)
  string(JSON value ERROR_VARIABLE missing GET "${document}" ${member})
  if(missing OR NOT value)
    set(${out} "false" PARENT_SCOPE)
  else()
    set(${out} "true" PARENT_SCOPE)
  endif()
endfunction()

# A limit as field_info has it: "2s" in milliseconds, "64MiB" in bytes, or the number itself.
function(ipaas_setting_limit out document member otherwise)
  string(JSON value ERROR_VARIABLE missing GET "${document}" ${member})
  if(missing)
    set(${out} "${otherwise}" PARENT_SCOPE)
    return()
  endif()
  set(factor_ms 1)
  set(factor_s 1000)
  set(factor_h 3600000)
  set(factor_B 1)
  set(factor_KiB 1024)
  set(factor_GiB 1073741824)
  if(NOT value MATCHES "^([0-9]+)([a-zA-Z]*)$")
    message(FATAL_ERROR "schema/settings.json: ${member} is ${value}")
  endif()
  set(number ${CMAKE_MATCH_1})
  set(unit "${CMAKE_MATCH_2}")
  if(NOT unit STREQUAL "")
    if(NOT DEFINED factor_${unit})
      message(FATAL_ERROR "schema/settings.json: no such unit: ${value}")
    endif()
    math(EXPR number "${number} * ${factor_${unit}}")
  endif()
  set(${out} "${number}" PARENT_SCOPE)
endfunction()

# The choices of a field as an array of their own, and the name of that array.
function(ipaas_setting_choices out declarations name document)
  string(JSON count ERROR_VARIABLE missing LENGTH "${document}" choices)
  if(missing)
    set(${out} "{}" PARENT_SCOPE)
    set(${declarations} "" PARENT_SCOPE)
    return()
  endif()
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    string(JSON choice GET "${document}" choices ${row})
    ipaas_setting_text(value "${choice}" value)
    set(aliases "")
    foreach(alias RANGE 2)
      ipaas_setting_text(spelling "${choice}" aliases ${alias})
      string(APPEND aliases "${spelling}, ")
    endforeach()
    string(APPEND rows "  {${value}, {${aliases}}},\n")
  endforeach()
  set(${declarations} "inline constexpr choice ${name}[] = {\n${rows}};\n" PARENT_SCOPE)
  set(${out} "${name}" PARENT_SCOPE)
endfunction()

# The labels of a field's choices, in their order.
function(ipaas_setting_labels out declarations name document)
  string(JSON count ERROR_VARIABLE missing LENGTH "${document}" choices)
  if(missing)
    set(${out} "{}" PARENT_SCOPE)
    set(${declarations} "" PARENT_SCOPE)
    return()
  endif()
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    ipaas_setting_words(label "${document}" choices ${row} label)
    string(APPEND rows "  ${label},\n")
  endforeach()
  set(${declarations} "constexpr bilingual ${name}[] = {\n${rows}};\n" PARENT_SCOPE)
  set(${out} "${name}" PARENT_SCOPE)
endfunction()

# What the form says of a field, as the constant that its row refers to.
function(ipaas_field_words out form document)
  string(JSON key GET "${document}" key)
  foreach(member label help)
    ipaas_setting_words(${member} "${document}" ${member})
  endforeach()
  ipaas_setting_labels(choices labels "${form}_${key}_labels" "${document}")
  set(${out} "${labels}constexpr field_words ${form}_${key}_words{
  .label = ${label},
  .help = ${help},
  .choices = ${choices}};
" PARENT_SCOPE)
endfunction()

function(ipaas_setting_condition out document)
  string(JSON key ERROR_VARIABLE missing GET "${document}" applies key)
  if(missing)
    set(${out} "{}" PARENT_SCOPE)
    return()
  endif()
  ipaas_setting_text(first "${document}" applies values 0)
  ipaas_setting_text(second "${document}" applies values 1)
  set(${out} "{\"${key}\", {${first}, ${second}}}" PARENT_SCOPE)
endfunction()

# One row: the initialiser of a field_info, and what it refers to.
function(ipaas_setting_row out declarations form document)
  string(JSON key GET "${document}" key)
  string(JSON type GET "${document}" type)
  foreach(member tab group format mqttVersion)
    ipaas_setting_text(${member} "${document}" ${member})
  endforeach()
  foreach(member required requiredOnForm secret changeable)
    ipaas_setting_flag(${member} "${document}" ${member})
  endforeach()
  foreach(member default example)
    ipaas_setting_json(${member} "${document}" ${member})
  endforeach()
  ipaas_setting_limit(minimum "${document}" minimum 0)
  ipaas_setting_limit(maximum "${document}" maximum no_maximum)
  ipaas_setting_choices(allowed choices "${form}_${key}_choices" "${document}")
  ipaas_setting_condition(applies "${document}")
  set(${declarations} "${choices}extern const field_words ${form}_${key}_words;\n" PARENT_SCOPE)
  set(${out} "  {.key = \"${key}\",
   .type = field_type::${type},
   .tab = ${tab},
   .group = ${group},
   .format = ${format},
   .mqtt_version = ${mqttVersion},
   .default_text = ${default},
   .example = ${example},
   .required = ${required},
   .required_on_form = ${requiredOnForm},
   .secret = ${secret},
   .changeable = ${changeable},
   .applies = ${applies},
   .allowed = ${allowed},
   .minimum = ${minimum},
   .maximum = ${maximum},
   .words = &${form}_${key}_words},
" PARENT_SCOPE)
endfunction()

# The rows of a form that stand in a tab, or all of them.
function(ipaas_setting_rows out form tab document)
  string(JSON count LENGTH "${document}" forms ${form})
  math(EXPR last "${count} - 1")
  set(declarations "")
  set(rows "")
  foreach(row RANGE ${last})
    string(JSON field GET "${document}" forms ${form} ${row})
    string(JSON its_tab ERROR_VARIABLE missing GET "${field}" tab)
    if(tab STREQUAL "" OR tab STREQUAL its_tab)
      ipaas_setting_row(text choices ${form} "${field}")
      string(APPEND declarations "${choices}")
      string(APPEND rows "${text}")
    endif()
  endforeach()
  string(JOIN "_" name ${form} ${tab} rows)
  set(${out} "${declarations}inline constexpr field_info ${name}[] = {\n${rows}};\n\n"
      PARENT_SCOPE)
endfunction()

# What the forms say of the rows of a form.
function(ipaas_form_words out form document)
  string(JSON count LENGTH "${document}" forms ${form})
  math(EXPR last "${count} - 1")
  set(text "")
  foreach(row RANGE ${last})
    string(JSON field GET "${document}" forms ${form} ${row})
    ipaas_field_words(words ${form} "${field}")
    string(APPEND text "${words}")
  endforeach()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

function(ipaas_setting_sections out name document)
  string(JSON count LENGTH "${document}" ${name})
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    ipaas_setting_text(key "${document}" ${name} ${row} key)
    ipaas_setting_words(label "${document}" ${name} ${row} label)
    string(APPEND rows "  {${key}, ${label}},\n")
  endforeach()
  set(${out} "constexpr form_section ${name}_of_forms[] = {\n${rows}};\n" PARENT_SCOPE)
endfunction()

function(ipaas_write_setting_rows document)
  set(text "")
  foreach(tab general advanced)
    ipaas_setting_rows(rows connection ${tab} "${document}")
    string(APPEND text "${rows}")
  endforeach()
  foreach(form consumer subscription producer)
    ipaas_setting_rows(rows ${form} "" "${document}")
    string(APPEND text "${rows}")
  endforeach()
  ipaas_write_changed("${ROWS}" "${text}")
endfunction()

function(ipaas_write_setting_words document)
  set(text "")
  foreach(name tabs groups)
    ipaas_setting_sections(sections ${name} "${document}")
    string(APPEND text "${sections}")
  endforeach()
  foreach(form connection consumer subscription producer)
    ipaas_form_words(words ${form} "${document}")
    string(APPEND text "${words}")
  endforeach()
  ipaas_write_changed("${WORDS}" "${text}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${SETTINGS}" document)
  ipaas_write_setting_rows("${document}")
  ipaas_write_setting_words("${document}")
  return()
endif()

set(ipaas_settings_json ${PROJECT_SOURCE_DIR}/schema/settings.json)
set(ipaas_setting_rows_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/config/setting_rows.inc)
set(ipaas_setting_words_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/config/setting_words.inc)
add_custom_command(
  OUTPUT ${ipaas_setting_rows_inc} ${ipaas_setting_words_inc}
  COMMAND ${CMAKE_COMMAND} -DSETTINGS=${ipaas_settings_json} -DROWS=${ipaas_setting_rows_inc}
          -DWORDS=${ipaas_setting_words_inc} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${ipaas_settings_json} ${CMAKE_CURRENT_LIST_FILE}
          ${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake
  COMMENT "Embedding the settings"
  VERBATIM)
add_custom_target(ipaas_setting_rows DEPENDS ${ipaas_setting_rows_inc} ${ipaas_setting_words_inc})
