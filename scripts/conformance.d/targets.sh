# shellcheck shell=bash
# Sourced by scripts/conformance: the targets that are judged. Each start_* fills for its volumes
# URL[volume] and SECOND_URL[volume], and adds to PIDS what it has started.

# shellcheck disable=SC2034  # judge.sh uses them
declare -A URL SECOND_URL
PIDS=()
PORTS=()

# Sets PORT to one of loopback that nobody listens on.
free_port() {
  while :; do
    PORT=$((RANDOM % 20000 + 20000))
    [[ " ${PORTS[*]-} " == *" $PORT "* ]] && continue
    (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null || { PORTS+=("$PORT"); return; }
  done
}

# await SECONDS PID COMMAND...: until the command succeeds, unless the process ends before.
await() {
  local tenths=$(($1 * 10)) pid=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || return 1
    (( tenths-- > 0 )) || return 1
    sleep 0.1
  done
}

end_targets() {
  local pid
  # Not SIGTERM: tgtd ignores it while it has targets.
  for pid in ${PIDS[@]+"${PIDS[@]}"}; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in ${PIDS[@]+"${PIDS[@]}"}; do wait "$pid" 2>/dev/null || true; done
  [[ $PEER != jscsi ]] || end_jscsi
}

# The configuration of a main centre with one volume: sealcopy_config VOLUME PORT PORT ADMIN-PORT.
sealcopy_config() {
  local settings=
  case $1 in
    protected) settings=', read-only = true' ;;
    removable) settings=', removable = true, thin = false' ;;
    large) settings=', block-length = 4096' ;;
  esac
  cat <<EOF
main {
  state-directory = state
  target {
    name = "$TARGET_NAME"
    portal { listen = ["127.0.0.1:$2", "127.0.0.1:$3"] }
    volumes = [
      { name = $1, lun = 1, backing { file = volume.img }, size = $SIZE MiB$settings }
    ]
    initiators = [ { name = "*", grants = [ { volumes = ["*"], roles = [host] } ] } ]
  }
  admin { listen = "127.0.0.1:$4" }
}
EOF
}

# A main centre for each volume: the judge resets targets, which is felt by all of its volumes.
start_sealcopy() {
  local volume directory
  for volume in "${VOLUMES[@]}"; do
    directory=$WORK/$volume
    free_port; local first=$PORT
    free_port; local second=$PORT
    free_port
    mkdir "$directory"
    sealcopy_config "$volume" "$first" "$second" "$PORT" >"$directory/main.conf"
    "$HOME_DIR/scripts/sealcopy" main --config "$directory/main.conf" \
      >"$directory/main.log" 2>&1 </dev/null &
    PIDS+=($!)
    URL[$volume]=iscsi://127.0.0.1:$first/$TARGET_NAME/1
    SECOND_URL[$volume]=iscsi://127.0.0.1:$second/$TARGET_NAME/1
  done
  local i=0
  for volume in "${VOLUMES[@]}"; do
    await 60 "${PIDS[i]}" grep -q '^main centre ready' "$WORK/$volume/main.log" || {
      cat "$WORK/$volume/main.log" >&2
      fail "the main centre with volume $volume did not start"
    }
    i=$((i + 1))
  done
}

# Debian's tgtd, with a target for each volume.
start_tgt() {
  local volume tid=0 parameters
  PATH=$PATH:/usr/sbin
  need tgtd tgt
  free_port; local first=$PORT
  free_port; local second=$PORT
  TGTADM=(tgtadm -C $((first % 32000 + 1)) --lld iscsi)
  tgtd -f -C $((first % 32000 + 1)) --iscsi "portal=127.0.0.1:$first" >"$WORK/tgtd.log" 2>&1 \
    </dev/null &
  PIDS+=($!)
  await 15 $! "${TGTADM[@]}" --mode system --op show || fail "tgtd did not start"
  "${TGTADM[@]}" --mode portal --op new --param "portal=127.0.0.1:$second"
  for volume in "${VOLUMES[@]}"; do
    tid=$((tid + 1)) parameters=()
    case $volume in
      thin) parameters=(--params thin_provisioning=1) ;;
      protected) parameters=(--params readonly=1) ;;
      removable) parameters=(--params removable=1) ;;
    esac
    truncate -s "${SIZE}M" "$WORK/$volume.img"
    "${TGTADM[@]}" --mode target --op new --tid $tid -T "$TARGET_NAME-$volume"
    "${TGTADM[@]}" --mode logicalunit --op new --tid $tid --lun 1 -b "$WORK/$volume.img" \
      --blocksize "$([[ $volume == large ]] && echo 4096 || echo 512)"
    (( ${#parameters[@]} == 0 )) ||
      "${TGTADM[@]}" --mode logicalunit --op update --tid $tid --lun 1 "${parameters[@]}"
    "${TGTADM[@]}" --mode target --op bind --tid $tid -I ALL
    URL[$volume]=iscsi://127.0.0.1:$first/$TARGET_NAME-$volume/1
    SECOND_URL[$volume]=iscsi://127.0.0.1:$second/$TARGET_NAME-$volume/1
  done
}

# jSCSI's target, of module interop-jscsi: one volume, LUN 0. It serves one connection after the
# other, so there is no second path.
start_jscsi() {
  local module=$HOME_DIR/interop-jscsi/target
  # shellcheck source=scripts/lib/jdk.sh
  . "$HOME_DIR/scripts/lib/jdk.sh"
  find_jdk || exit 77
  [[ -d $module/lib ]] || "$HOME_DIR/scripts/build" >&2 || fail "the build failed"
  free_port
  URL[thin]=iscsi://127.0.0.1:$PORT/$TARGET_NAME/0
  run_jscsi "$module" "$PORT" &
  PIDS+=($!)
  await 30 $! jscsi_answers || fail "jSCSI's target did not start"
}

# Starts it again whenever it ends.
run_jscsi() {
  local child
  while :; do
    "$JAVA_HOME/bin/java" -Xmx512m -cp "$1/test-classes:$1/lib/*" \
      io.sealcopy.interop.jscsi.JscsiTarget "$WORK/thin.img" "$SIZE" "$2" "$TARGET_NAME" \
      >>"$WORK/jscsi.log" 2>&1 </dev/null &
    child=$!
    echo "$child" >"$WORK/jscsi.pid"
    wait "$child" || sleep 0.5
  done
}

jscsi_answers() { timeout 3 iscsi-inq "${URL[thin]}"; }

# Before a test: after one that hangs, or that ends what accepts connections, it serves nobody.
ready_jscsi() {
  jscsi_answers >/dev/null 2>&1 && return
  kill -KILL "$(<"$WORK/jscsi.pid")" 2>/dev/null || true
  sleep 1
  await 30 $$ jscsi_answers || fail "jSCSI's target did not start again"
}

end_jscsi() {
  [[ ! -f $WORK/jscsi.pid ]] || kill -KILL "$(<"$WORK/jscsi.pid")" 2>/dev/null || true
}
