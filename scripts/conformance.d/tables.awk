# awk -f tables.awk RESULT...: the tables of docs/conformance.md. A RESULT is a file TARGET.txt with
# a line of column names (`test` and the volumes) and a line of verdicts for each test.

function pad(text, width) { return sprintf("%-" width "s", text) }

# A cell for what one volume of one target did in a suite, or in all of them (suite ALL).
function cell(column, suite,   bad, other) {
  bad = n[column, suite, "failed"] + n[column, suite, "hung"]
  other = n[column, suite, "skipped"] + n[column, suite, "exempt"]
  return n[column, suite, "passed"] + 0 " / " bad " / " other
}

function row(first, tests,   i, line) {
  line = "| " pad(first, 24) " | " tests " |"
  for (i = 1; i <= shown; i++) line = line " " cell(column_shown[i], first) " |"
  return line
}

FNR == 1 {
  target = FILENAME
  sub(/.*\//, "", target)
  sub(/\.txt$/, "", target)
  volumes = NF - 1
  for (i = 1; i <= volumes; i++) {
    name = target " " $(i + 1)
    column[i] = name
    totals[++total] = name
    # Beside our volumes stands the one of each peer that it should be best at.
    if (target == "sealcopy" || i == 1 || ARGC == 2) column_shown[++shown] = name
  }
  next
}
{
  split($1, part, ".")
  if (!(part[1] in tests)) suites[++suite_count] = part[1]
  if (!seen[$1]++) tests[part[1]]++
  for (i = 1; i <= volumes; i++) {
    n[column[i], part[1], $(i + 1)]++
    n[column[i], "ALL", $(i + 1)]++
  }
}
END {
  print "| target and volume   | passed | failed | hung | cannot pass | skipped |"
  print "|---------------------|-------:|-------:|-----:|------------:|--------:|"
  for (i = 1; i <= total; i++) {
    name = totals[i]
    printf "| %-19s | %6d | %6d | %4d | %11d | %7d |\n", name, n[name, "ALL", "passed"],
      n[name, "ALL", "failed"], n[name, "ALL", "hung"], n[name, "ALL", "exempt"],
      n[name, "ALL", "skipped"]
  }
  print ""
  print "Passed / failed or hung / skipped or not to be passed, in each suite:"
  print ""
  line = "| " pad("suite", 24) " | tests |"
  rule = "|" pad("", 26) "|------:|"
  gsub(/ /, "-", rule)
  for (i = 1; i <= shown; i++) {
    line = line " " column_shown[i] " |"
    rule = rule "---|"
  }
  print line
  print rule
  for (i = 1; i <= suite_count; i++) print row(suites[i], sprintf("%5d", tests[suites[i]]))
}
