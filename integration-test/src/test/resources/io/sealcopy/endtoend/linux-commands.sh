#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: what Linux's tools do with the commands beyond READ and WRITE, on unit 1, and file
# systems, on unit 0; the host looks at the volumes' files afterwards. NOISE (16 MiB) is what is
# written at MiB 0 and 16.
. /guest/lib.sh

NOISE=/guest/files/noise

log_in() {
  set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" "$TARGET_USER" "$TARGET_SECRET" &&
    login "$TARGET" "$FIRST" && disk=$(wait_disk "$TARGET" 1) &&
    login "$TARGET" "$SECOND" && _until 10 both_disks
}
both_disks() { [ "$(disks "$TARGET" 1 | wc -l)" -eq 2 ]; }

written() {
  dd if=$NOISE of="$disk" bs=64k oflag=direct &&
    dd if=$NOISE of="$disk" bs=64k seek=256 oflag=direct
}
block() { dd if="$disk" bs=512 skip="$1" count="${2:-1}" iflag=direct 2>/dev/null; }
zeros() { block "$1" "$2" | cmp -n $(($2 * 512)) - /dev/zero; }

# 2048 blocks from MiB 0 to MiB 64.
xcopy() {
  sg_xcopy if="$sg" of="$sg" bs=512 skip=0 seek=131072 count=2048 &&
    block 131072 2048 | cmp -n 1048576 - $NOISE
}

# Blocks of MiB 16 that are whole pages give back their space, and read as zeros.
unmapped() { sg_unmap --lba=32768 --num=2048 "$sg" && zeros 32768 2048; }

same() {
  printf 'sealcopy' >/tmp/eight && head -c 504 /dev/zero >>/tmp/eight &&
    sg_write_same --in=/tmp/eight --lba=36864 --num=16 --xferlen=512 "$sg" &&
    block 36879 | cmp - /tmp/eight && sg_write_same --unmap --lba=38912 --num=2048 "$sg" &&
    zeros 38912 2048
}

compared() {
  block 36864 >/tmp/both && block 0 >>/tmp/both &&
    sg_compare_and_write --in=/tmp/both --lba=36864 --num=1 --xferlen=1024 "$sg" &&
    head -c 512 $NOISE >/tmp/first && block 36864 | cmp - /tmp/first &&
    # 14 is SG_LIB_CAT_MISCOMPARE.
    { sg_compare_and_write --in=/tmp/both --lba=36864 --num=1 --xferlen=1024 "$sg"; [ $? -eq 14 ]; }
}

# Through the other path nobody writes; the holder does.
reserved() {
  sg_persist --out --register --param-sark=abcd "$sg" &&
    sg_persist --out --reserve --param-rk=abcd --prout-type=5 "$sg" &&
    sg_persist --in --read-reservation "$sg" | grep -q abcd &&
    refuses dd if=/dev/zero of="$other" bs=512 count=1 seek=36865 oflag=direct &&
    dd if=/tmp/first of="$disk" bs=512 count=1 seek=36865 oflag=direct &&
    sg_persist --out --release --param-rk=abcd --prout-type=5 "$sg" &&
    sg_persist --out --register --param-rk=abcd "$sg" && block 36865 | cmp - /tmp/first &&
    dd if=/tmp/first of="$other" bs=512 count=1 seek=36866 oflag=direct
}

ports() { sg_rtpg "$sg" && sg_opcodes "$sg" >/tmp/opcodes &&
  grep -q 'Compare and write' /tmp/opcodes; }

discarded() { blkdiscard -o 83886080 -l 8388608 "$disk" && zeros 163840 2048; }

used() { mount "$files" /mnt && cp -r /usr/sbin /mnt/ && rm -r /mnt/sbin &&
  fstrim -v /mnt; umount /mnt; }
ext4() { mkfs.ext4 -q -F "$files" && used && e2fsck -f -n "$files"; }
xfs() { mkfs.xfs -q -f "$files" && used && xfs_repair -n "$files"; }

all_discarded() { blkdiscard "$files" && cmp -n 1048576 "$files" /dev/zero; }

for portal in "$FIRST" "$SECOND"; do add_node "$TARGET" "$portal"; done
check "login over two portals" log_in
disk=$(disks "$TARGET" 1 | head -n 1) other=$(disks "$TARGET" 1 | tail -n 1)
sg=$(sg_of "$disk")
files=$(disks "$TARGET" 0 | head -n 1)
check "written" written
check "sg_xcopy" xcopy
check "sg_unmap" unmapped
check "sg_write_same" same
check "sg_compare_and_write" compared
check "sg_persist" reserved
check "sg_rtpg and sg_opcodes" ports
dd if=$NOISE of="$disk" bs=64k seek=1280 count=128 oflag=direct 2>/dev/null
check "blkdiscard of a part" discarded
check "ext4, fstrim, fsck" ext4
check "xfs, fstrim, xfs_repair" xfs
check "blkdiscard of all" all_discarded
check "logout" logout "$TARGET"
checks_done
