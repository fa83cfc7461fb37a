#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: sg3_utils at two units over two paths: every family of commands, and what the other
# nexus sees of it. NOISE (16 MiB) is what is copied.
. /guest/lib.sh

NOISE=/guest/files/noise

log_in() {
  set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" "$TARGET_USER" "$TARGET_SECRET" &&
    login "$TARGET" "$FIRST" && zero=$(wait_disk "$TARGET" 0) && one=$(wait_disk "$TARGET" 1) &&
    login "$TARGET" "$SECOND" && _until 10 two_paths &&
    other=$(disks "$TARGET" 0 | grep -v "$zero") && echo "$zero $other $one"
}
two_paths() { [ "$(disks "$TARGET" 0 | wc -l)" -eq 2 ]; }

write() { dd if=$NOISE of="$1" bs=4k count=1 oflag=direct conv=notrunc; }

# ends_with CODE COMMAND...: sg3_utils tell by their exit code what the target has said.
ends_with() {
  local expected=$1 code=0
  shift
  "$@" || code=$?
  [ $code -eq "$expected" ] || { echo "exit $code, not $expected: $*"; return 1; }
}

described() {
  sg_inq "$zero" && sg_vpd -a "$zero" >/tmp/vpd && sg_vpd -p lbpv "$zero" && sg_vpd -p bl "$zero" &&
    sg_vpd -p 0x8f "$zero" && sg_readcap -l "$zero" && sg_luns "$zero" && sg_modes -a "$zero" &&
    sg_logs -a "$zero" && sg_rtpg "$zero" && sg_turs "$zero" && sg_requests "$zero"
}
commands_listed() {
  sg_opcodes "$zero" >/tmp/opcodes && cat /tmp/opcodes && sg_opcodes --tmf "$zero" || return 1
  for command in "Compare and write" "Unmap" "Write same(16)" "Extended copy" "Sanitize" \
    "Orwrite" "Write atomic(16)" "Persistent reserve out"; do
    grep -qi "$command" /tmp/opcodes || { echo "not listed: $command"; return 1; }
  done
}

# 24: reservation conflict.
reserved() {
  sg_persist --out --register --param-sark=0x11 "$zero" &&
    sg_persist --out --reserve --param-rk=0x11 --prout-type=1 "$zero" &&
    sg_persist --in --read-reservation "$other" && refuses write "$other" && write "$zero" &&
    dd if="$other" of=/dev/null bs=4k count=1 iflag=direct
}
preempted() {
  sg_persist --out --register --param-sark=0x22 "$other" &&
    sg_persist --out --preempt --param-rk=0x22 --param-sark=0x11 --prout-type=1 "$other" &&
    refuses write "$zero" && write "$other" &&
    ends_with 24 sg_persist --out --release --param-rk=0x11 --prout-type=1 "$zero" &&
    sg_persist --in --read-full-status "$zero" && sg_persist --out --clear --param-rk=0x22 "$other" &&
    write "$zero" && sg_persist --in --read-keys "$zero" | grep -q "there are NO registered"
}

fill() { head -c "$2" /dev/zero | tr '\0' "$1"; }

# The first time the blocks are as expected; 14, a miscompare, the second.
compared_and_written() {
  fill A 512 | dd of="$zero" bs=512 count=1 oflag=direct conv=notrunc iflag=fullblock &&
    { fill A 512; fill B 512; } >/tmp/pair &&
    sg_compare_and_write --in=/tmp/pair --lba=0 --num=1 --xferlen=1024 "$zero" &&
    ends_with 14 sg_compare_and_write --in=/tmp/pair --lba=0 --num=1 --xferlen=1024 "$other" &&
    reads "$zero" 0 B 512
}

# reads DISK LBA BYTE LENGTH: past the guest's cache.
reads() {
  dd if="$1" bs=512 skip="$2" count=$(($4 / 512)) iflag=direct >/tmp/read &&
    fill "$3" "$4" | cmp - /tmp/read
}

written_atomically() {
  fill C 4096 >/tmp/four &&
    sg_write_x --atomic=0 --16 --lba=8 --num=8 --bs=512 --in=/tmp/four "$zero" &&
    reads "$zero" 8 C 4096
}

written_same() {
  fill D 512 >/tmp/block && sg_write_same --16 --lba=64 --num=128 --in=/tmp/block "$zero" &&
    reads "$zero" 64 D 65536 && sg_write_same --10 --lba=64 --num=64 --in=/tmp/block "$zero" &&
    sg_write_same --16 --ndob --lba=64 --num=64 "$zero" && reads "$zero" 64 '\0' 32768 &&
    reads "$zero" 128 D 32768 && sg_write_same --16 --unmap --lba=128 --num=64 "$zero" &&
    reads "$zero" 128 '\0' 32768
}

status() { sg_get_lba_status --lba="$2" "$1" | tee /tmp/status; }

unmapped() {
  write_noise "$zero" && status "$zero" 2048 | grep -q 'mapped' &&
    refuses grep -q deallocated /tmp/status && sg_unmap --lba=2048 --num=2048 "$zero" &&
    status "$zero" 2048 | grep -q deallocated && reads "$zero" 2048 '\0' 1048576 &&
    dd if="$zero" bs=1M count=1 iflag=direct | cmp -n 1048576 - $NOISE
}
write_noise() { dd if=$NOISE of="$1" bs=1M oflag=direct conv=notrunc,fsync; }

verified() {
  write_noise "$zero" && sg_verify --lba=0 --count=1024 "$zero" &&
    head -c 65536 $NOISE >/tmp/first &&
    sg_verify --bpc=128 --count=128 --lba=0 --ndo=65536 --in=/tmp/first "$zero" &&
    ends_with 14 sg_verify --bpc=128 --count=128 --lba=1 --ndo=65536 --in=/tmp/first "$zero"
}

copied() {
  write_noise "$zero" && blkdiscard "$one" &&
    sg_xcopy if="$(sg_of "$zero")" of="$(sg_of "$one")" bs=512 count=32768 &&
    dd if="$one" bs=1M count=16 iflag=direct | cmp - $NOISE
}

modes_changed() {
  sg_wr_mode --page=0x0a --contents=0a,0a,04,10,00,00,00,00,00,00,00,00 "$zero" &&
    beyond_the_end | grep "Descriptor format" &&
    sg_wr_mode --page=0x0a --contents=0a,0a,00,10,00,00,00,00,00,00,00,00 "$zero" &&
    beyond_the_end | grep "Fixed format"
}
beyond_the_end() { sg_raw "$zero" 88 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00 2>&1; }

stopped_and_started() {
  sg_start --stop "$one" && ends_with 2 sg_turs "$one" && sg_start --start "$one" && sg_turs "$one"
}

sanitized() {
  write_noise "$one" && sg_sanitize --overwrite --zero --quick --wait "$one" && sg_turs "$one" &&
    reads "$one" 0 '\0' 1048576
}

for portal in "$FIRST" "$SECOND"; do add_node "$TARGET" "$portal"; done
check "login over two portals" log_in
zero=$(disks "$TARGET" 0 | head -n 1) other=$(disks "$TARGET" 0 | tail -n 1)
one=$(disks "$TARGET" 1 | head -n 1)
check "what the unit says of itself" described
check "the commands it lists" commands_listed
check "sg_persist: a reservation keeps the other nexus from writing" reserved
check "sg_persist: preempted, released, cleared" preempted
check "sg_compare_and_write" compared_and_written
check "sg_write_x --atomic" written_atomically
check "sg_write_same" written_same
check "sg_unmap, sg_get_lba_status" unmapped
check "sg_verify" verified
check "sg_xcopy" copied
check "sg_wr_mode" modes_changed
check "sg_start" stopped_and_started
check "sg_sanitize" sanitized
check "logout" logout "$TARGET"
checks_done
