# Turns schema/errors.json, the one table of error codes, into initialisers for error_code.cc.
#
# Included by the build it declares the target ipaas_error_table; run as a script (cmake -P) with
# -DERROR_TABLE=<json> -DOUTPUT=<file> it writes the file. One file for both, so that the target and
# the script cannot disagree.

include(${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake)

# The text of a member as a C++ raw string literal: no character needs an escape in it.
function(ipaas_read_text out document)
  string(JSON value GET "${document}" ${ARGN})
  if(value STREQUAL "")
    message(FATAL_ERROR "schema/errors.json: empty text at ${ARGN}")
  endif()
  set(${out} "R\"text(${value})text\"" PARENT_SCOPE)
endfunction()

function(ipaas_write_error_table json_file output)
  file(READ "${json_file}" document)
  string(JSON count LENGTH "${document}")
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    string(JSON retryable GET "${document}" ${row} retryable)
    if(retryable)
      set(retryable true)
    else()
      set(retryable false)
    endif()
    ipaas_read_text(code "${document}" ${row} code)
    ipaas_read_text(cause_en "${document}" ${row} cause en)
    ipaas_read_text(remedy_en "${document}" ${row} remedy en)
    ipaas_read_text(cause_zh "${document}" ${row} cause zh)
    ipaas_read_text(remedy_zh "${document}" ${row} remedy zh)
    string(APPEND rows
      "{${code}, ${retryable},\n ${cause_en},\n ${remedy_en},\n ${cause_zh},\n ${remedy_zh}},\n")
  endforeach()
  ipaas_write_changed("${output}" "${rows}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  ipaas_write_error_table("${ERROR_TABLE}" "${OUTPUT}")
  return()
endif()

set(ipaas_error_table_json ${PROJECT_SOURCE_DIR}/schema/errors.json)
set(ipaas_error_table_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/message/error_table.inc)
add_custom_command(
  OUTPUT ${ipaas_error_table_inc}
  COMMAND ${CMAKE_COMMAND} -DERROR_TABLE=${ipaas_error_table_json} -DOUTPUT=${ipaas_error_table_inc}
          -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${ipaas_error_table_json} ${CMAKE_CURRENT_LIST_FILE}
          ${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake
  COMMENT "Embedding the table of error codes"
  VERBATIM)
add_custom_target(ipaas_error_table DEPENDS ${ipaas_error_table_inc})
