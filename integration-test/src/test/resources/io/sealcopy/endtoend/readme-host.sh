#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: runs a block of README.md, which is /guest/files/block, as it stands there.
# shellcheck disable=SC2034  # lib.sh takes the name when it starts iscsid
INITIATOR_NAME=$HOST_NAME
. /guest/lib.sh
set -e

# What udev does on a real host.
iscsiadm() {
  command iscsiadm "$@" || return
  case " $* " in
    *" --login "*)
      mkdir -p /dev/disk/by-path
      ln -s "$(wait_disk "$TARGET" 0)" \
        "/dev/disk/by-path/ip-127.0.0.1:$PORT-iscsi-$TARGET-lun-0"
      ;;
  esac
}

start_iscsid
mkdir my
cp /guest/files/myhost.secret my/
. /guest/files/block
echo "by the book" >/mnt/letter
umount /mnt
