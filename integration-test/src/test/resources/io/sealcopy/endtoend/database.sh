#!/bin/sh
# shellcheck shell=dash source=/dev/null
# Guest script: a database on a volume of a main centre, transaction after transaction, until its
# disk is gone. Says "committed N" after each that the database calls durable.
REPLACEMENT_TIMEOUT=5
. /guest/lib.sh

DB=/mnt/bank.db

log_in() {
  add_node "$TARGET" "$PORT" && set_chap "$TARGET" "$CHAP_USER" "$CHAP_SECRET" &&
    login "$TARGET" "$PORT" && disk=$(wait_disk "$TARGET" 0)
}

# A rollback journal: the database's consistency rests on the order of writes to two files.
# One page that every transaction changes, and rows that only grow: both must tell the same.
prepared() {
  mkfs.ext4 -q "$disk" && mount "$disk" /mnt && sqlite3 "$DB" "
    PRAGMA journal_mode = DELETE;
    CREATE TABLE ledger (n INTEGER PRIMARY KEY, amount INTEGER, proof TEXT);
    CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER, last INTEGER);
    INSERT INTO account VALUES (1, 0, 0);" && sync
}

pay() {
  sqlite3 "$DB" "
    PRAGMA synchronous = FULL;
    BEGIN IMMEDIATE;
    INSERT INTO ledger VALUES ($1, $1 * 37 % 1009, hex(zeroblob($1 % 700)) || $1);
    UPDATE account SET balance = balance + $1 * 37 % 1009, last = $1 WHERE id = 1;
    COMMIT;"
}

check "login" log_in
check "a file system with a database" prepared
n=1
while pay $n; do
  echo "committed $n"
  n=$((n + 1))
done
# No unmounting: nothing reaches the disk any more.
exit 0
