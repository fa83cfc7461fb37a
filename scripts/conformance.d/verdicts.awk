# awk -v volume=NAME -f verdicts.awk CANNOT-PASS TESTS LOG: what the judge said of each test, as
# `SUITE.TEST`, verdict and reason, separated by tabs. TESTS has a line `SUITE.TEST` for each;
# CANNOT-PASS names those that no conforming target passes: volume, test, line of its source.
# LOG is output of iscsi-test-cu -v, in which lines of scripts/conformance may stand:
#   @start SUITE.TEST   a process for this test alone begins
#   @end CODE           its exit code, or that of a whole run (124: ended after silence, 125: ended
#                       though it went on talking)
#
# CUnit counts a skipped test as passed. The judge says so itself, in one of several ways: most
# tests print [SKIPPED], a few only that what they wanted is not there.

BEGIN { current = "none" }

function skips(text) {
  return text ~ /\[SKIPP(ED|ING)\]|Skipping|SWP is not changeable|op 0x[0-9a-f]+ not supported/
}

# What is to be kept of a line as a reason: one line, without what is in every one.
function plain(text) {
  gsub(/\t/, " ", text)
  sub(/^ +([0-9]+\. )?/, "", text)
  sub(/\[(SKIPPED|FAILED)\] /, "", text)
  return substr(text, 1, 160)
}

function begin(test) {
  current = test
  skipped = failed = asserted = ""
}

function settle(verdict, reason) {
  verdict_of[current] = verdict
  reason_of[current] = reason
  if (verdict != "failed") current = "none"
}

# A piece of a test's output: of the line that names it, or a line of its own.
function listen(text) {
  if (text ~ /^passed/) {
    if (skipped != "") settle("skipped", skipped); else settle("passed", "")
  } else if (text ~ /^FAILED/) {
    settle("failed", failed)
  } else if (skips(text)) {
    if (skipped == "") skipped = plain(text)
  } else if (text ~ /\[FAILED\]/ && failed == "") {
    failed = plain(text)
  }
}

FNR == 1 { file++ }
file == 1 {
  if ($1 == "*" || $1 == volume) cannot[$2, $3]
  next
}
file == 2 { tests[++count] = $0; next }

{ sub(/\r$/, "") }
/^@/ { ended = last; last = "" }
!/^ *$/ && !/^@/ { last = $0 }
/^@start / {
  verdict_of[$2] = ""
  begin($2)
  next
}
/^@end / {
  if (current != "none" && verdict_of[current] == "") {
    if ($2 == 125 && failed != "") settle("failed", failed)
    else if ($2 == 124 || $2 == 125) settle("hung", "no end within the time limit")
    else settle("failed", "the judge ended with exit code " $2 ": " plain(ended))
  }
  current = "none"
  next
}
/^Suite: / { suite = $2; next }
/^  Test: / {
  begin(suite "." $2)
  listen(substr($0, index($0, "...") + 3))
  next
}
/^Run Summary:/ { current = "none"; next }
# After FAILED come the assertions that did: the first one names the line of its source.
verdict_of[current] == "failed" || verdict_of[current] == "exempt" {
  if (match($0, /^ +1\. /)) {
    assertion = plain($0)
    reason = reason_of[current]
    split(assertion, word, " ")
    if ((current, word[1]) in cannot) {
      verdict_of[current] = "exempt"
    }
    reason_of[current] = assertion (reason == "" ? "" : "; " reason)
  }
  next
}
current != "none" { listen($0) }

END {
  for (i = 1; i <= count; i++) {
    test = tests[i]
    if (verdict_of[test] == "") {
      verdict_of[test] = "failed"
      reason_of[test] = "it did not run"
    }
    printf "%s\t%s\t%s\n", test, verdict_of[test], reason_of[test]
  }
}
