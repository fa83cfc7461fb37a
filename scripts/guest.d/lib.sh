# shellcheck shell=dash
# Functions for guest scripts: `. /guest/lib.sh`. For sh (dash) and bash.
#
# Functions print nothing but results on stdout; what fails says why on stderr and returns
# non-zero, so `set -e` works. A PORTAL is ADDRESS:PORT; with only a port, or 127.0.0.1, the
# host's loopback is meant. All state (node records, CHAP secrets) is in the guest's memory.

# Address under which the guest reaches the host's loopback.
GUEST_HOST=10.0.2.2

_say() { echo "guest lib: $*" >&2; }

# Node settings that iscsid takes at once for a test, instead of its patient defaults: seconds
# until a failed login is reported, and until I/O of a lost session fails.
LOGIN_TIMEOUT=${LOGIN_TIMEOUT:-15}
LOGIN_RETRIES=${LOGIN_RETRIES:-1}
REPLACEMENT_TIMEOUT=${REPLACEMENT_TIMEOUT:-120}

# Name the guest logs in with; set it before start_iscsid.
INITIATOR_NAME=${INITIATOR_NAME:-iqn.2026-11.io.sealcopy.test:guest}

# forward_port PORT: connections to 127.0.0.1:PORT in the guest go to the host's 127.0.0.1:PORT.
# A target on the host's loopback announces 127.0.0.1 in its SendTargets answer; so the initiator
# can follow that. `guest run --forward PORT` has called this already.
forward_port() {
  if ! nft list table ip guest >/dev/null 2>&1; then
    echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
    nft -f - <<EOF || return 1
table ip guest {
  chain output { type nat hook output priority -100; }
  chain postrouting {
    type nat hook postrouting priority 100;
    ip saddr 127.0.0.0/8 ip daddr $GUEST_HOST masquerade
  }
}
EOF
  fi
  nft add rule ip guest output ip daddr 127.0.0.1 tcp dport "$1" dnat to "$GUEST_HOST:$1"
}

# portal_of PORTAL: the portal in full.
portal_of() {
  case $1 in
    127.0.0.1:* | localhost:*) echo "$GUEST_HOST:${1##*:}" ;;
    *:*) echo "$1" ;;
    *) echo "$GUEST_HOST:$1" ;;
  esac
}

# start_iscsid: starts the initiator daemon if it does not run yet.
start_iscsid() {
  [ -z "$(pidof iscsid)" ] || return 0
  modprobe -a iscsi_tcp sd_mod sg || return 1
  mkdir -p /etc/iscsi /run/lock/iscsi
  echo "InitiatorName=$INITIATOR_NAME" >/etc/iscsi/initiatorname.iscsi
  _setting node.startup manual
  # iscsid sets its sockets' receive buffer itself; why so large: see start_network in init.
  _setting 'node.conn[0].tcp.window_size' 8388608
  _setting node.session.initial_login_retry_max "$LOGIN_RETRIES"
  _setting 'node.conn[0].timeo.login_timeout' "$LOGIN_TIMEOUT"
  _setting node.session.timeo.replacement_timeout "$REPLACEMENT_TIMEOUT"
  iscsid || { _say "iscsid does not start"; return 1; }
  _until 5 _iscsid_answers || { _say "iscsid does not answer"; return 1; }
}

_iscsid_answers() {
  iscsiadm -m session >/dev/null 2>&1
  [ $? -eq 21 ] # ISCSI_ERR_NO_OBJS_FOUND: it answered that there is no session
}

# _setting NAME VALUE: sets a line of iscsid.conf
_setting() {
  local file=/etc/iscsi/iscsid.conf
  awk -v name="$1" '$1 != name' $file >/tmp/iscsid.conf && cat /tmp/iscsid.conf >$file
  echo "$1 = $2" >>$file
}

# _until SECONDS COMMAND...: repeats the command until it succeeds.
_until() {
  local tries=$(($1 * 20))
  shift
  while ! "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.05
  done
}

# discover PORTAL: SendTargets; prints `ADDRESS:PORT,TPGT IQN` lines and keeps the node records.
discover() {
  start_iscsid && iscsiadm -m discovery -t sendtargets -p "$(portal_of "$1")"
}

# add_node IQN PORTAL: a node record without discovery.
add_node() {
  start_iscsid && iscsiadm -m node -o new -T "$1" -p "$(portal_of "$2")" >/dev/null
}

# set_node IQN NAME VALUE: any setting of the target's node records, e.g.
# `set_node IQN node.session.iscsi.ImmediateData No`. Takes effect at the next login.
set_node() {
  iscsiadm -m node -T "$1" -o update -n "$2" -v "$3"
}

# set_chap IQN USER SECRET [TARGET_USER TARGET_SECRET]: one-way or mutual CHAP.
set_chap() {
  set_node "$1" node.session.auth.authmethod CHAP &&
    set_node "$1" node.session.auth.username "$2" &&
    set_node "$1" node.session.auth.password "$3" || return 1
  [ -z "${4:-}" ] || {
    set_node "$1" node.session.auth.username_in "$4" &&
      set_node "$1" node.session.auth.password_in "$5"
  }
}

# set_discovery_chap USER SECRET: CHAP for discovery sessions; before start_iscsid.
set_discovery_chap() {
  _setting discovery.sendtargets.auth.authmethod CHAP
  _setting discovery.sendtargets.auth.username "$1"
  _setting discovery.sendtargets.auth.password "$2"
}

# set_digests IQN HEADER DATA: each None, CRC32C, or a list in order of preference (CRC32C,None).
set_digests() {
  set_node "$1" 'node.conn[0].iscsi.HeaderDigest' "$2" &&
    set_node "$1" 'node.conn[0].iscsi.DataDigest' "$3"
}

# session_parameter IQN NAME: a negotiated value of the first session, as the kernel has it, e.g.
# header_digest, data_digest (1 = CRC32C), immediate_data, initial_r2t, max_burst_len.
session_parameter() {
  local session
  for session in /sys/class/iscsi_session/session*; do
    [ "$(cat "$session/targetname" 2>/dev/null)" = "$1" ] || continue
    cat "$session/$2" 2>/dev/null ||
      cat "$session"/device/connection*/iscsi_connection/connection*/"$2"
    return
  done
  _say "no session with $1"
  return 1
}

# login IQN [PORTAL]: logs in at that portal, or at all portals the node records have.
login() {
  start_iscsid || return 1
  if [ -n "${2:-}" ]; then
    iscsiadm -m node -T "$1" -p "$(portal_of "$2")" --login >/dev/null
  else
    iscsiadm -m node -T "$1" --login >/dev/null
  fi
}

# logout IQN [PORTAL]
logout() {
  if [ -n "${2:-}" ]; then
    iscsiadm -m node -T "$1" -p "$(portal_of "$2")" --logout >/dev/null
  else
    iscsiadm -m node -T "$1" --logout >/dev/null
  fi
}

# disks IQN LUN: prints the /dev/sdX of every session's path to that logical unit.
disks() {
  local session block
  for session in /sys/class/iscsi_session/session*; do
    [ "$(cat "$session/targetname" 2>/dev/null)" = "$1" ] || continue
    for block in "$session"/device/target*/*:"$2"/block/*; do
      [ -b "/dev/${block##*/}" ] && echo "/dev/${block##*/}"
    done
  done
}

_have_disk() { [ -n "$(disks "$1" "$2")" ]; }

# wait_disk IQN LUN [SECONDS]: prints the first path's /dev/sdX as soon as it is there.
wait_disk() {
  _until "${3:-10}" _have_disk "$1" "$2" || {
    _say "no disk $1 LUN $2 after ${3:-10} s"
    return 1
  }
  disks "$1" "$2" | head -n 1
}

# sg_of DISK: the /dev/sgN of a /dev/sdX.
sg_of() {
  local sg
  for sg in "/sys/block/${1##*/}"/device/scsi_generic/*; do echo "/dev/${sg##*/}"; done
}

_gone() { [ ! -e "/sys/block/${1##*/}" ]; }

# wait_gone DISK [SECONDS]: waits until the disk has left, after a logout.
wait_gone() {
  _until "${2:-10}" _gone "$1" || { _say "$1 is still there"; return 1; }
}

# rescan: finds new logical units and sizes of every session.
rescan() { iscsiadm -m session --rescan >/dev/null; }

# open_sealed DISK NAME KEYFILE [READONLY]: the volume decrypted as /dev/mapper/NAME. KEYFILE holds
# the 64 bytes of the volume key. aes-xts-plain64 with 512-byte data units, sector 0 = LBA 0; for
# disks of 4096-byte blocks, whose tweak counts those, set SECTOR_SIZE=4096.
open_sealed() {
  local disk=$1 name=$2 key=$3 readonly=${4:-}
  modprobe -a dm_crypt xts
  set -- ${readonly:+--readonly}
  if [ "${SECTOR_SIZE:-512}" != 512 ]; then
    set -- "$@" --sector-size "$SECTOR_SIZE" --iv-large-sectors
  fi
  cryptsetup open --type plain --cipher aes-xts-plain64 --key-size 512 --key-file "$key" \
    "$@" "$disk" "$name" && [ -e "/dev/mapper/$name" ]
}

# multipath NAME DISK...: one dm-multipath device, round robin, over the given paths.
multipath() {
  local name=$1 paths='' disk
  shift
  modprobe -a dm_multipath dm_round_robin
  for disk in "$@"; do paths="$paths $disk 1"; done
  echo "0 $(blockdev --getsz "$1") multipath 0 0 1 1 round-robin 0 $# 1$paths" |
    dmsetup create "$name" && [ -e "/dev/mapper/$name" ]
}

# lio_target IQN SIZE PORT: the kernel's own iSCSI target (LIO) in the guest, one disk of that size
# (64M) in memory as LUN 0, no authentication. `guest run --expose HOST:PORT` lets the host in.
lio_target() {
  local core=/sys/kernel/config/target/core/fileio_$3/disk
  local group=/sys/kernel/config/target/iscsi/$1/tpgt_1
  modprobe -a target_core_mod target_core_file iscsi_target_mod || return 1
  mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
  truncate -s "$2" "/tmp/lio-$3" &&
    mkdir -p "$core" "/sys/kernel/config/target/iscsi" &&
    echo "fd_dev_name=/tmp/lio-$3,fd_dev_size=$(stat -c %s "/tmp/lio-$3")" >"$core/control" &&
    echo 1 >"$core/enable" &&
    mkdir -p "$group/lun/lun_0" "$group/np/0.0.0.0:$3" && ln -s "$core" "$group/lun/lun_0/disk" &&
    echo 0 >"$group/attrib/authentication" && echo 1 >"$group/attrib/generate_node_acls" &&
    echo 0 >"$group/attrib/demo_mode_write_protect" && echo 1 >"$group/enable"
}

# check NAME COMMAND...: runs a command and prints `ok NAME` or `not ok NAME` and its output.
# Counts in CHECKS_FAILED; end the script with `checks_done`.
CHECKS_FAILED=0
check() {
  local name=$1
  shift
  if "$@" >/tmp/check.log 2>&1; then
    echo "ok $name"
  else
    echo "not ok $name (exit $?): $*"
    sed 's/^/    /' /tmp/check.log
    CHECKS_FAILED=$((CHECKS_FAILED + 1))
  fi
}

# refuses COMMAND...: succeeds if the command fails.
refuses() { ! "$@"; }

checks_done() { [ "$CHECKS_FAILED" -eq 0 ] || exit 1; }
