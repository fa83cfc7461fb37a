#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: the database of database.sh at the other centre, after the disaster. Says
# "transactions N", and goes on using it.
INITIATOR_NAME=$HOST
. /guest/lib.sh

DB=/mnt/bank.db

log_in() {
  add_node "$TARGET" "$PORT" && set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" &&
    login "$TARGET" "$PORT" && disk=$(wait_disk "$TARGET" 0)
}

# 1: errors were corrected, of the kind that a journal leaves.
sound() { e2fsck -p "$disk" || [ $? -eq 1 ]; }
really_sound() { e2fsck -f -n "$disk"; }

# Rows without a gap, each with its own proof, and the account is their sum.
consistent() {
  [ "$(sqlite3 "$DB" 'PRAGMA integrity_check;')" = ok ] && [ "$(sqlite3 "$DB" "
    SELECT count(*) = coalesce(max(n), 0)
      AND coalesce(sum(amount), 0) = (SELECT balance FROM account WHERE id = 1)
      AND coalesce(max(n), 0) = (SELECT last FROM account WHERE id = 1)
      AND coalesce(sum(amount != n * 37 % 1009
        OR proof != hex(zeroblob(n % 700)) || n), 0) = 0
    FROM ledger;")" = 1 ]
}

used_further() {
  sqlite3 "$DB" "INSERT INTO ledger VALUES (1000000, 1, 'here'); DELETE FROM ledger WHERE n = 1000000;"
}

mounted() { mount "$disk" /mnt; }

check "login" log_in
check "the file system recovers from its journal" sound
check "mount" mounted
check "the database is consistent" consistent
echo "transactions $(sqlite3 "$DB" 'SELECT count(*) FROM ledger;')"
check "it is used further" used_further
check "unmount" umount /mnt
check "the file system is sound" really_sound
checks_done
