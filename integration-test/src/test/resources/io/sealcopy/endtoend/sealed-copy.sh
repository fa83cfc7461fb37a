#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: opens a copy that is still sealed, with stock tools and the unwrapped volume key, and
# reads the encryption table by its vendor command.
INITIATOR_NAME=$DECRYPTOR
. /guest/lib.sh

log_in() {
  add_node "$TARGET" "$PORT" && set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" &&
    login "$TARGET" "$PORT" && disk=$(wait_disk "$TARGET" 0)
}
log_out() { logout "$TARGET" && wait_gone "$disk"; }

sums() { (cd "$1" && find . -type f -exec sha256sum {} + | sort); }

no_file_system() { ! blkid "$disk" | grep -q ext4 && refuses mount -o ro "$disk" /mnt; }

opened() { open_sealed "$disk" opened /guest/files/volume-key readonly; }

intact() {
  e2fsck -f -n /dev/mapper/opened && mount -o ro,noload /dev/mapper/opened /mnt &&
    cat /mnt/letter && sums /mnt >/tmp/sums; umount /mnt
  cmp /tmp/sums /guest/files/sums
}

# C0h 01h READ TABLE from block 0, 64 KiB at most: protocol/spec/vendor-cdb.md.
read_table() {
  sg_raw -o /tmp/table -r 65536 "$(sg_of "$disk")" \
    c0 01 00 00 00 00 00 00 00 00 00 01 00 00 00 00
}
has_table() {
  read_table && [ "$(head -c 8 /tmp/table)" = SCTABLE1 ] && mkdir -p /guest/out &&
    cp /tmp/table /guest/out/table
}

# shellcheck disable=SC2034,SC2046  # lib.sh takes the name when it starts iscsid, two processes
as_outsider() {
  # The second is a child of the first and may be gone with it.
  log_out && { kill $(pidof iscsid) || true; } && _until 5 gone && INITIATOR_NAME=$OUTSIDER && log_in
}
gone() { [ -z "$(pidof iscsid)" ]; }

refused() {
  rm -f /tmp/table
  ! read_table >/tmp/refusal 2>&1
  cat /tmp/refusal
  grep -qi 'invalid command operation code' /tmp/refusal && [ ! -s /tmp/table ]
}

write_refused() {
  sg_raw -s 512 -i /guest/files/sums "$(sg_of "$disk")" \
    2a 00 00 00 00 00 00 00 01 00 >/tmp/refusal 2>&1 && return 1
  cat /tmp/refusal
  grep -qi 'data protect' /tmp/refusal
}

check "login as the decryptor" log_in
check "there is no file system to be seen" no_file_system
check "dm-crypt opens it with the unwrapped key" opened
check "the file system in it is intact" intact
check "dm-crypt closes it" cryptsetup close opened
check "the table is read by the vendor command" has_table
check "login as one without a role for it" as_outsider
check "to him the command does not exist" refused
check "his writes are refused" write_refused
check "logout" log_out
checks_done
