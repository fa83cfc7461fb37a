# shellcheck shell=bash
# Sourced by scripts/conformance: runs the judge on every volume, all volumes at a time.

JUDGES=()

# The tests as SUITE.TEST. The judge names them once more in other families.
list_tests() { iscsi-test-cu -l | sed -n 's/^ALL\.\([^.]*\.[^.]*\)$/\1/p'; }

# judge VOLUME PATTERN: replaces this process by a judge. Unbuffered, or the name of a test that
# hangs would not be told.
judge() {
  exec stdbuf -o0 iscsi-test-cu -v -t "$2" --dataloss --allow-sanitize \
    "${URL[$1]}" ${SECOND_URL[$1]:+"${SECOND_URL[$1]}"} </dev/null 2>&1
}

# judge_until_quiet VOLUME PATTERN: runs the tests of that pattern; ended, like one that hangs, when
# nothing was said for LIMIT seconds. With PATIENCE also after so many seconds in all.
judge_until_quiet() {
  local log=$WORK/$1.log pid code=0 quiet=0 size before=-1 begin=$SECONDS
  (judge "$1" "$2") >>"$log" &
  pid=$!
  # Most suites are over in less than a second.
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.1
    kill -0 "$pid" 2>/dev/null || break
  done
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    size=$(stat -c %s "$log")
    if (( size == before )); then quiet=$((quiet + 1)); else quiet=0; fi
    before=$size
    if (( quiet >= LIMIT )); then
      kill -KILL "$pid" 2>/dev/null || true
      code=124
    elif (( PATIENCE > 0 && SECONDS - begin >= PATIENCE )); then
      kill -KILL "$pid" 2>/dev/null || true
      code=125
    fi
  done
  if (( code == 0 )); then wait "$pid" || code=$?; else wait "$pid" 2>/dev/null || true; fi
  printf '\n@end %d\n' "$code" >>"$log"
}

# not_begun VOLUME PATTERN: the tests of the pattern whose output does not even begin.
not_begun() {
  local begun=$WORK/$1.begun
  awk '/^Suite: / { suite = $2 } /^  Test: / { print suite "." $2 }' "$WORK/$1.log" >"$begun"
  sed 's/^/ALL./' "$WORK/tests" | grep "^$2" | sed 's/^ALL\.//' | grep -vxFf "$begun" || true
}

judge_alone() {
  [[ $PEER != jscsi ]] || ready_jscsi
  printf '\n@start %s\n' "$2" >>"$WORK/$1.log"
  judge_until_quiet "$1" "ALL.$2"
}

judge_volume() {
  local volume=$1 pattern test patterns=(ALL)
  : >"$WORK/$volume.log"
  if [[ $PEER == jscsi ]]; then
    # Each alone: those after a test are not to be judged by what it did to this target.
    patterns=()
    while IFS= read -r test; do judge_alone "$volume" "$test"; done <"$WORK/tests"
  elif $BY_SUITE; then
    mapfile -t patterns < <(sed 's/^/ALL./; s/\.[^.]*$//' "$WORK/tests" | uniq)
  fi
  for pattern in ${patterns[@]+"${patterns[@]}"}; do
    judge_until_quiet "$volume" "$pattern"
    # After one that hung, or ended the judge, each of those after it in a process of its own.
    while IFS= read -r test; do judge_alone "$volume" "$test"; done \
      < <(not_begun "$volume" "$pattern")
  done
  while IFS= read -r test; do judge_alone "$volume" "$test"; done \
    < <(sed -n 's/^alone //p' "$PARTS/cannot-pass.txt")
  awk -v volume="$volume" -f "$PARTS/verdicts.awk" "$PARTS/cannot-pass.txt" "$WORK/tests" \
    "$WORK/$volume.log" >"$WORK/$volume.verdicts"
}

# Says how far each volume is, on a terminal in one line.
show_judges() {
  local volume line
  while :; do
    line=
    for volume in "${VOLUMES[@]}"; do
      line+=" $volume $(grep -c '^  Test: ' "$WORK/$volume.log" 2>/dev/null || true)"
    done
    printf '\rconformance: tests begun:%s ' "$line" >&2
    sleep 1
  done
}

judge_volumes() {
  local volume pid progress=
  for volume in "${VOLUMES[@]}"; do
    judge_volume "$volume" &
    JUDGES+=($!)
  done
  if [[ -t 2 ]]; then
    show_judges &
    progress=$!
    JUDGES+=("$progress")
  else
    say "judging ${VOLUMES[*]}: $(wc -l <"$WORK/tests") tests each"
  fi
  for pid in "${JUDGES[@]}"; do
    [[ $pid == "$progress" ]] || wait "$pid" || fail "the judge could not be run"
  done
  if [[ -n $progress ]]; then
    kill "$progress" 2>/dev/null || true
    wait "$progress" 2>/dev/null || true
    echo >&2
  fi
  JUDGES=()
}

end_judges() {
  local pid
  for pid in ${JUDGES[@]+"${JUDGES[@]}"}; do
    pkill -KILL -P "$pid" 2>/dev/null || true
    kill -KILL "$pid" 2>/dev/null || true
  done
}
