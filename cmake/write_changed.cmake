# Writes a generated file, but only where it would change: what includes it is then not compiled
# again, since ninja looks at the time of each output after its command has run.
function(ipaas_write_changed path text)
  if(EXISTS "${path}")
    file(READ "${path}" present)
    string(COMPARE EQUAL "${present}" "${text}" is_same)
    if(is_same)
      return()
    endif()
  endif()
  file(WRITE "${path}" "${text}")
endfunction()
