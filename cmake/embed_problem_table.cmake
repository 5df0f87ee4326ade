# Turns schema/problems.json, the one table of what can be wrong, into the names of its sentences for
# message/problem_text.h, and their texts for problem_text.cc: who changes a text compiles that one
# again, not all who say a sentence. {name} becomes {0}, {1} ..., in the order of the English text,
# so that the compiler can count what a call has to fill in.
#
# Included by the build it declares the target ipaas_problem_table; run as a script (cmake -P) with
# -DPROBLEM_TABLE=<json> -DNAMES=<file> -DTEXTS=<file> -DROWS=<file> it writes the files.

include(${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake)

# The position of a placeholder among those of the text, or -1.
function(ipaas_position_of name out)
  list(FIND ARGN "{${name}}" position)
  set(${out} ${position} PARENT_SCOPE)
endfunction()

# Replaces the placeholders of `text`; each must be one of ARGN.
function(ipaas_number_places id text out)
  string(REGEX MATCHALL "{[a-z][A-Za-z]*}" places "${text}")
  foreach(place IN LISTS places)
    list(FIND ARGN "${place}" position)
    if(position EQUAL -1)
      message(FATAL_ERROR "schema/problems.json: ${place} of ${id} is not in its English text")
    endif()
    string(REPLACE "${place}" "{${position}}" text "${text}")
  endforeach()
  set(${out} "R\"text(${text})text\"" PARENT_SCOPE)
endfunction()

function(ipaas_write_problems document)
  string(JSON count LENGTH "${document}")
  math(EXPR last "${count} - 1")
  set(names "")
  set(texts "")
  set(rows "")
  foreach(row RANGE ${last})
    string(JSON entry GET "${document}" ${row})
    string(JSON id GET "${entry}" id)
    string(JSON en GET "${entry}" en)
    string(JSON zh GET "${entry}" zh)
    string(REGEX MATCHALL "{[a-z][A-Za-z]*}" places "${en}")
    list(REMOVE_DUPLICATES places)
    list(LENGTH places arity)
    ipaas_number_places(${id} "${en}" en ${places})
    ipaas_number_places(${id} "${zh}" zh ${places})
    foreach(member found allowed nearest)
      ipaas_position_of(${member} ${member} ${places})
    endforeach()
    string(APPEND names "extern const sentence<${arity}> ${id};\n")
    string(APPEND texts "constexpr sentence<${arity}> ${id}{\n {${en},\n ${zh},\n "
      "${found}, ${allowed}, ${nearest}}};\n")
    string(APPEND rows "{\"${id}\", ${arity}, &problem::${id}.text},\n")
  endforeach()
  ipaas_write_changed("${NAMES}" "${names}")
  ipaas_write_changed("${TEXTS}" "${texts}")
  ipaas_write_changed("${ROWS}" "${rows}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${PROBLEM_TABLE}" document)
  ipaas_write_problems("${document}")
  return()
endif()

set(ipaas_problem_table_json ${PROJECT_SOURCE_DIR}/schema/problems.json)
set(ipaas_problem_generated ${CMAKE_CURRENT_BINARY_DIR}/generated/message)
set(ipaas_problem_names_inc ${ipaas_problem_generated}/problem_names.inc)
set(ipaas_problem_texts_inc ${ipaas_problem_generated}/problem_texts.inc)
set(ipaas_problem_rows_inc ${ipaas_problem_generated}/problem_rows.inc)
set(ipaas_problem_outputs
  ${ipaas_problem_names_inc} ${ipaas_problem_texts_inc} ${ipaas_problem_rows_inc})
add_custom_command(
  OUTPUT ${ipaas_problem_outputs}
  COMMAND ${CMAKE_COMMAND} -DPROBLEM_TABLE=${ipaas_problem_table_json}
          -DNAMES=${ipaas_problem_names_inc} -DTEXTS=${ipaas_problem_texts_inc}
          -DROWS=${ipaas_problem_rows_inc} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${ipaas_problem_table_json} ${CMAKE_CURRENT_LIST_FILE}
          ${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake
  COMMENT "Embedding the table of problems"
  VERBATIM)
add_custom_target(ipaas_problem_table DEPENDS ${ipaas_problem_outputs})
