#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: a volume of a main centre in daily use by open-iscsi. Leaves the sums of its files.
. /guest/lib.sh

log_in() { login "$TARGET" && disk=$(wait_disk "$TARGET" 0); }
log_out() { logout "$TARGET" && wait_gone "$disk"; }

found() {
  set_discovery_chap "$CHAP_USER" "$CHAP_SECRET" && discover "$PORT" >/tmp/found &&
    cat /tmp/found && grep -q "$TARGET" /tmp/found
}

# 24 is ISCSI_ERR_LOGIN_AUTH_FAILED.
refused_without_secret() { login "$TARGET" && return 1; [ $? -eq 24 ]; }

sums() { (cd "$1" && find . -type f -exec sha256sum {} + | sort); }

written() {
  mkfs.ext4 -q "$disk" && mount "$disk" /mnt &&
    mkdir -p /mnt/a/b && cp -r /usr/sbin /mnt/a/b/ &&
    dd if=/dev/urandom of=/mnt/a/noise bs=64k count=64 && echo "from a real host" >/mnt/letter &&
    mkdir -p /guest/out && sums /mnt >/guest/out/sums && umount /mnt
}

intact() {
  e2fsck -f -n "$disk" && mount -o ro "$disk" /mnt && sums /mnt >/tmp/sums; umount /mnt
  cmp /tmp/sums /guest/out/sums
}

trimmed() { mount "$disk" /mnt && fstrim -v /mnt; umount /mnt; }

digests_agreed() {
  [ "$(session_parameter "$TARGET" header_digest)" = 1 ] &&
    [ "$(session_parameter "$TARGET" data_digest)" = 1 ]
}

# Without immediate data and with R2T for everything: another way through every WRITE.
patient() {
  set_node "$TARGET" node.session.iscsi.InitialR2T Yes &&
    set_node "$TARGET" node.session.iscsi.ImmediateData No &&
    set_node "$TARGET" 'node.session.iscsi.FirstBurstLength' 16384
}

rewritten() { mount "$disk" /mnt && cp /mnt/a/noise /mnt/again && umount /mnt; }

sums_again() { mount -o ro "$disk" /mnt && sums /mnt >/guest/out/sums; umount /mnt; }

check "discovery finds the target" found
check "without a secret nobody gets in" refused_without_secret
check "the secret is set" set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET"
check "login with CHAP" log_in
check "it says who it is" sg_inq "$disk"
check "mkfs, mount, write, unmount" written
check "logout" log_out
check "digests are asked for" set_digests "$TARGET" CRC32C CRC32C
check "login with digests" log_in
check "header and data digests are in use" digests_agreed
check "fsck and the same files" intact
check "unmapping" trimmed
check "logout again" log_out
check "R2T for every write" patient
check "login once more" log_in
check "a file is written in that way" rewritten
check "the files are read once more" sums_again
check "fsck and the same files at the end" intact
check "logout at the end" log_out
checks_done
