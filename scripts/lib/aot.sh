# shellcheck shell=bash
# Sourced by scripts/build: archives of loaded classes (JEP 514), so that servers start faster.
# The JVM checks an archive against itself and the jars, and starts without one that does not fit.

# login PORT TARGET: an iSCSI login with no more than the target's name. RFC 7143 §11.12.
login() {
  local keys="InitiatorName=iqn.2026-01.io.sealcopy:build\0SessionType=Normal\0TargetName=$2\0"
  local length=$(( ${#keys} - 3 )) padding='' link
  (( length % 4 == 0 )) || padding=$(printf '\\0%.0s' $(seq $(( 4 - length % 4 ))))
  exec {link}<>"/dev/tcp/127.0.0.1/$1" || return 1
  # Transit from operational negotiation to full feature phase; the ISID is a random one.
  # shellcheck disable=SC2059
  {
    printf "\x43\x87\0\0\0\0\0\x$(printf %x "$length")\x80\0\0\x01\0\0\0\0\0\0\0\x01"
    printf "\0\0\0\0\0\0\0\x01$(printf '\\0%.0s' {1..20})$keys$padding"
  } >&"$link"
  timeout 20 head -c 48 <&"$link" >/dev/null
  exec {link}>&-
}

# make_archive MODULE COMMAND: runs the server once, with a login, and archives what it loaded.
make_archive() {
  local archive=$HOME_DIR/$1/target/$1.aot work server port tries=0
  rm -f "$archive"
  work=$(mktemp -d)
  : >"$work/log"
  cat >"$work/config" <<EOF
$2 {
  state-directory = $work/state
  target {
    name = "iqn.2026-01.io.sealcopy:$2"
    portal.listen = "127.0.0.1:0"
    volumes = [{ name = data, lun = 0, size = 1 MiB, backing.file = $work/data }]
    initiators = [{ name = "*", grants = [{ volumes = data, roles = host }] }]
  }
  admin.listen = "127.0.0.1:0"
}
EOF
  SEALCOPY_LOG=INFO SEALCOPY_JAVA_OPTS="-XX:AOTCacheOutput=$work/archive" \
    "$HOME_DIR/scripts/sealcopy" "$2" --config "$work/config" >"$work/log" 2>&1 &
  server=$!
  until port=$(sed -n 's/.* portal 127\.0\.0\.1:\([0-9]*\) is open.*/\1/p' "$work/log") &&
    [[ -n $port ]]; do
    if ! kill -0 $server 2>/dev/null || (( (tries += 1) > 600 )); then
      break
    fi
    sleep 0.1
  done
  [[ -z $port ]] || login "$port" "iqn.2026-01.io.sealcopy:$2" || true
  kill $server 2>/dev/null || true
  wait $server || true
  if [[ -s $work/archive ]]; then
    mv "$work/archive" "$archive"
  else
    echo "sealcopy $2 starts more slowly than it could: no archive of its classes was made" >&2
  fi
  rm -rf "$work"
}
