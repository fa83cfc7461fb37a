# shellcheck shell=bash
# Sourced by scripts/check: Maven's log and the reports of its tests, as JUnit XML.

# show_progress LOG PID: says which module is worked on and which tests failed, until PID ends.
show_progress() {
  local log=$1 pid=$2
  tail -n +1 -f --pid="$pid" "$log" 2>/dev/null |
    sed -un \
      -e 's/^\[INFO\] Building \([a-z-]*\) .*\[\([0-9]*\)\/\([0-9]*\)\]$/   \1 (\2 of \3)/p' \
      -e 's/^\[ERROR\] Tests run: .* <<< [A-Z]*! -- in \(.*\)/   FAILED \1/p'
}

# keep_reports HOME DIR: the reports of this stage, so that the next cannot overwrite them.
keep_reports() {
  local home=$1 to=$2 report module
  mkdir -p "$to"
  while IFS= read -r report; do
    module=${report%/target/surefire-reports/*}
    cp "$report" "$to/${module##*/}-${report##*/}"
  done < <(find "$home" -path '*/target/surefire-reports/TEST-*.xml')
}

# All reports below directory $1, with their tags one on each line.
report_tags() {
  find "$1" -mindepth 2 -name '*-TEST-*.xml' -exec cat {} + 2>/dev/null | tr '\n' ' ' |
    sed 's/</\n</g'
}

# count_tests DIR: prints the numbers of tests that passed, failed and were skipped.
count_tests() {
  report_tags "$1" | awk '
    function number(name) {
      return match($0, " " name "=\"[0-9]+\"") ? \
        substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    /^<testsuite / {
      all += number("tests"); bad += number("errors") + number("failures")
      skipped += number("skipped")
    }
    END { print all - bad - skipped, bad + 0, skipped + 0 }'
}

# failed_tests DIR: a line for each test that failed.
failed_tests() {
  report_tags "$1" | awk '
    function value(name) {
      return match($0, " " name "=\"[^\"]*\"") ? \
        substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }
    /^<testcase / { test = value("classname") "." value("name") }
    /^<(failure|error)[ >]/ { print test ": " substr(value("message"), 1, 400) }' |
    sed -e 's/: \(&#10;\)\{1,\} */: /; s/\(&#10;\)\{1,\} */ /g' \
      -e 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# left_out DIR QUICK: what did not run and why, a line for each reason.
left_out() {
  local dir=$1 quick=$2 package purpose
  $quick && echo "the longest tests, and those with real programs but one: --quick leaves them out"
  missing_packages | while IFS='|' read -r package purpose; do
    echo "$purpose: the Debian package $package is not installed, and only root may install it"
  done
  report_tags "$dir" | awk '
    function value(name) {
      return match($0, " " name "=\"[^\"]*\"") ? \
        substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }
    /^<testcase / {
      test = value("classname")
      sub(/.*\./, "", test)
      test = test "." value("name")
    }
    /^<skipped/ { print test ": " value("message") }' |
    sed -e 's/Assumption failed: //; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort -u
}
