# Reads a LastTest.log of ctest: lists the tests that took over 10 s, the longest first. Each says why
# at the top of its file, or beside its add_test.

/^[0-9]+\/[0-9]+ Testing: / { sub(/^.* Testing: /, ""); name = $0 }
/^Test time = / && $4 > 10 {
  command = "sort -k2 -rn"
  print preset ": " $4 " s: " name | command
}
