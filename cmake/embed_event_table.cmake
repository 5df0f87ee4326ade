# Turns schema/events.json, the one table of what events say, into initialisers for event_text.cc.
#
# Included by the build it declares the target ipaas_event_table; run as a script (cmake -P) with
# -DEVENT_TABLE=<json> -DEVENTS=<file> -DWORDS=<file> it writes the files.

include(${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake)

# A member as a C++ raw string literal: no character needs an escape in it.
function(ipaas_event_text out document)
  string(JSON value GET "${document}" ${ARGN})
  set(${out} "R\"text(${value})text\"" PARENT_SCOPE)
endfunction()

function(ipaas_write_events document output)
  string(JSON count LENGTH "${document}" events)
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    string(JSON name GET "${document}" events ${row} name)
    string(JSON kind GET "${document}" events ${row} kind)
    foreach(member level code en zh)
      ipaas_event_text(${member} "${document}" events ${row} ${member})
    endforeach()
    string(APPEND rows
      "{event_name::${name}, event_kind::${kind}, ${level}, ${code},\n ${en},\n ${zh}},\n")
  endforeach()
  ipaas_write_changed("${output}" "${rows}")
endfunction()

function(ipaas_write_words document output)
  string(JSON count LENGTH "${document}" words)
  math(EXPR last "${count} - 1")
  set(rows "")
  foreach(row RANGE ${last})
    foreach(member word en zh)
      ipaas_event_text(${member} "${document}" words ${row} ${member})
    endforeach()
    string(APPEND rows "{${word}, ${en}, ${zh}},\n")
  endforeach()
  ipaas_write_changed("${output}" "${rows}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${EVENT_TABLE}" document)
  ipaas_write_events("${document}" "${EVENTS}")
  ipaas_write_words("${document}" "${WORDS}")
  return()
endif()

set(ipaas_event_table_json ${PROJECT_SOURCE_DIR}/schema/events.json)
set(ipaas_event_table_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/message/event_table.inc)
set(ipaas_event_words_inc ${CMAKE_CURRENT_BINARY_DIR}/generated/message/event_words.inc)
add_custom_command(
  OUTPUT ${ipaas_event_table_inc} ${ipaas_event_words_inc}
  COMMAND ${CMAKE_COMMAND} -DEVENT_TABLE=${ipaas_event_table_json} -DEVENTS=${ipaas_event_table_inc}
          -DWORDS=${ipaas_event_words_inc} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${ipaas_event_table_json} ${CMAKE_CURRENT_LIST_FILE}
          ${CMAKE_CURRENT_LIST_DIR}/write_changed.cmake
  COMMENT "Embedding the table of events"
  VERBATIM)
add_custom_target(ipaas_event_table DEPENDS ${ipaas_event_table_inc} ${ipaas_event_words_inc})
