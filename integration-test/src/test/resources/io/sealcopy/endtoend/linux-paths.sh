#!/bin/sh
# shellcheck shell=dash source=/dev/null disable=SC2153
# Guest script: two paths to a unit, lost and found; sessions cut and a target killed in the middle
# of writes. NOISE (16 MiB) is what is written; the host looks for it in the volume's file.
REPLACEMENT_TIMEOUT=${REPLACEMENT_TIMEOUT:-60}
. /guest/lib.sh

NOISE=/guest/files/noise

node() { # NAME VALUE, at both portals
  set_node "$TARGET" "$1" "$2"
}

# 24 is ISCSI_ERR_LOGIN_AUTH_FAILED.
not_authenticated() { login "$TARGET" "$FIRST" && return 1; [ $? -eq 24 ]; }

wrong_secret() { set_chap "$TARGET" "$CHAP_USER" wrong-horse-12xx && not_authenticated; }

# The target proves itself with another secret than we expect of it.
false_target() {
  set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" "$TARGET_USER" not-the-targets-1 &&
    refuses login "$TARGET" "$FIRST"
}

two_sessions() {
  set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" "$TARGET_USER" "$TARGET_SECRET" &&
    set_digests "$TARGET" CRC32C CRC32C &&
    node 'node.conn[0].timeo.noop_out_interval' 1 &&
    node 'node.conn[0].timeo.noop_out_timeout' 2 &&
    node node.session.timeo.replacement_timeout 3 &&
    login "$TARGET" "$FIRST" && wait_disk "$TARGET" 0 && first=$(disks "$TARGET" 0) &&
    login "$TARGET" "$SECOND" && _until 10 both_disks &&
    second=$(disks "$TARGET" 0 | grep -v "$first") && echo "$first $second"
}
both_disks() { [ "$(disks "$TARGET" 0 | wc -l)" -eq 2 ]; }

digests_agreed() {
  [ "$(session_parameter "$TARGET" header_digest)" = 1 ] &&
    [ "$(session_parameter "$TARGET" data_digest)" = 1 ]
}

# write_noise DISK MIB-OFFSET: past every cache of the guest.
write_noise() {
  dd if=$NOISE of="$1" bs=64k seek=$(($2 * 16)) oflag=direct conv=notrunc,fsync
}
same_noise() {
  dd if="$1" bs=64k skip=$(($2 * 16)) count=256 iflag=direct | cmp - $NOISE
}

cut_portal() {
  nft -f - <<EOF
table ip cut {
  chain output {
    type filter hook output priority 0;
    ip daddr $GUEST_HOST tcp dport $1 drop
  }
}
EOF
}

# All writes end well although half of them began on a path that is dead from then on.
loss_under_load() {
  write_noise /dev/mapper/both 0 & writer=$!
  sleep 0.5
  cut_portal "$SECOND" && wait $writer && write_noise /dev/mapper/both 16 &&
    same_noise /dev/mapper/both 0 && same_noise /dev/mapper/both 16
}
one_path_failed() { dmsetup status both && dmsetup status both | grep -q ' F '; }

path_returns() {
  nft delete table ip cut && _until 30 second_path_runs &&
    dmsetup message both 0 reinstate_path "$(cat "/sys/block/${second##*/}/dev")" &&
    write_noise /dev/mapper/both 0 && same_noise /dev/mapper/both 0 &&
    refuses one_path_failed
}
second_path_runs() { dd if="$second" of=/dev/null bs=4k count=1 iflag=direct; }

patient_again() {
  dmsetup remove both && logout "$TARGET" && wait_gone "$first" && wait_gone "$second" &&
    node node.session.timeo.replacement_timeout 60 &&
    login "$TARGET" "$FIRST" && disk=$(wait_disk "$TARGET" 0)
}

cut_in_a_write() {
  write_noise "$disk" 32 & writer=$!
  sleep 0.3
  ss -K dst "$GUEST_HOST" dport = ":$FIRST"
  wait $writer && same_noise "$disk" 32
}

# The host kills the target when it sees the first of this in the volume's file, and starts it anew.
target_killed() {
  for offset in 48 64 80; do write_noise "$disk" $offset || return 1; done
  for offset in 48 64 80; do same_noise "$disk" $offset || return 1; done
}

for portal in "$FIRST" "$SECOND"; do add_node "$TARGET" "$portal"; done
check "a wrong secret is refused" wrong_secret
check "a target without its secret is refused" false_target
check "mutual CHAP and digests over two portals" two_sessions
first=$(disks "$TARGET" 0 | head -n 1) second=$(disks "$TARGET" 0 | tail -n 1)
check "digests are in use" digests_agreed
check "dm-multipath" multipath both "$first" "$second"
check "the loss of a path under load loses no write" loss_under_load
check "the lost path is known" one_path_failed
check "the path comes back" path_returns
check "one patient session" patient_again
disk=$(disks "$TARGET" 0 | head -n 1)
check "a connection cut in a write recovers" cut_in_a_write
check "a target killed in a write recovers" target_killed
check "logout" logout "$TARGET"
checks_done
