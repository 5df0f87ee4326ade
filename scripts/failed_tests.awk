# Reads a LastTest.log of ctest: tells of each failed test what went wrong, where a log is cut to
# its end as well. First the lines around every fault, at most 60 a test; then one line a test.

function is_fault(line) {
  return line ~ /ERROR: |SUMMARY: |WARNING: ThreadSanitizer|runtime error: |: Failure$|terminate called|not ok /
}

function begin_test(line) {
  sub(/^.* Testing: /, "", line)
  name = line
  count = told = 0
  reason = frame = ""
}

/^[0-9]+\/[0-9]+ Testing: / { begin_test($0) }
is_fault($0) {
  if (reason == "") reason = substr($0, 1, 120)
  told = 25
}
# Of a sanitizer's report: where the fault is in this project's own code.
frame == "" && reason != "" && /^ *#[0-9]+ .*\/(connector|host|plugin_api|tests)\// {
  frame = " at " $NF
}
told > 0 && count < 60 {
  lines[++count] = substr($0, 1, 200)
  --told
}
/^Test time = / { time = $4 }
/^Test Failed/ {
  print "==> " preset ": " name
  for (i = 1; i <= count; ++i) print lines[i]
  brief[++failures] = preset ": " name ": " (reason == "" ? "ended after " time " s" : reason frame)
}
END {
  for (i = 1; i <= failures; ++i) print brief[i]
}
