#!/usr/bin/env bash
# In the place of scripts/init when README.md is tested: a smaller volume, a host of that name, and
# ports that are free.
set -euo pipefail
"$PROJECT/scripts/init" "$1" --size "64 MiB" --host-name "$HOST_NAME"
sed -i -e "s/127\.0\.0\.1:3260/127.0.0.1:$MAIN/" -e "s/127\.0\.0\.1:3261/127.0.0.1:$REMOTE/" \
  "$1"/*.conf
sed -i "s/^main {/main {\n  admin.listen = \"127.0.0.1:$MAIN_ADMIN\"/" "$1/main.conf"
sed -i "s/^remote {/remote {\n  admin.listen = \"127.0.0.1:$REMOTE_ADMIN\"/" "$1/remote.conf"
