#!/usr/bin/env bash
# Runs the blocks of README.md in an empty directory, where scripts/ has the launcher and
# readme-init.sh as init. The passphrase comes from a file: there is no terminal to ask.
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT

# shellcheck source=/dev/null
. ./pair-block
scripts/sealcopy pair show --config my/main.conf
"$PROJECT/scripts/guest" run --forward "$MAIN" --file my/myhost.secret --file block \
  --env "HOST_NAME=$HOST_NAME" --env "PORT=$MAIN" --env "TARGET=iqn.2026-01.org.example:main" \
  readme-host.sh
scripts/sealcopy pair flush data --config my/main.conf
# shellcheck source=/dev/null
. ./decrypt-block
kill %1 %2
wait
cmp my/data.img my/data-copy.img
grep -q -a "by the book" my/data-copy.img
