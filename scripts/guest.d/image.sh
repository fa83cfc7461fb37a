# shellcheck shell=bash
# Builds and caches the guest's kernel and initramfs. Sourced by scripts/guest; needs no root.
#
# image_dir prints a directory that holds `vmlinuz` and `initrd`. It lies in the cache under a hash
# of the recipe (programs, modules, init, make-image) and of the versions of all packages used, and
# appears there by one rename: a directory that exists is complete and is never changed.

RECIPE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${SEALCOPY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/sealcopy}/guest
KERNEL_PACKAGE=linux-image-cloud-amd64

hash16() { sha256sum | cut -c1-16; }

recipe_hash() { (cd "$RECIPE_DIR" && cat programs modules init make-image) | hash16; }

# `package path...` lines without comments.
recipe_lines() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$RECIPE_DIR/programs"; }

# Dependencies are followed only into libraries and the kernel: the guest runs no service of the
# packages (udev, systemd, D-Bus), it only needs their programs to load.
library_dependencies() {
  apt-cache depends --important "$@" |
    awk '$1 ~ /Depends:$/ && $2 ~ /^(lib|zlib1g|linux-image-)/ && $2 !~ /:/ {print $2}'
}

# Prints `package version` for everything the image is made of.
resolve_packages() {
  local known next
  known=$(recipe_packages)
  next=$known
  while [ -n "$next" ]; do
    # shellcheck disable=SC2086  # one word per package
    next=$(comm -13 <(echo "$known") <(library_dependencies $next | sort -u))
    known=$(printf '%s\n%s\n' "$known" "$next" | sed '/^$/d' | sort -u)
  done
  # shellcheck disable=SC2086
  LC_ALL=C apt-cache policy $known |
    awk '/^[^ ]/ {name = $1; sub(":$", "", name)} $1 == "Candidate:" {print name, $2}'
}

# Resolving takes seconds, so its result is kept as long as apt's package lists do not change.
package_plan() {
  local lists plan
  lists=$(stat -c '%n %Y %s' /var/lib/apt/lists/*Packages* /var/lib/apt/lists/*Release 2>/dev/null |
    hash16)
  plan=$CACHE/plan-$(recipe_hash)-$lists
  if [ ! -s "$plan" ]; then
    resolve_packages >"$plan.$$"
    mv "$plan.$$" "$plan"
  fi
  cat "$plan"
}

recipe_packages() {
  (echo "$KERNEL_PACKAGE"; recipe_lines | awk '{print $1}') | sort -u
}

# Prints the packages of the recipe that the plan on stdin has no version of.
missing_packages() {
  comm -23 <(recipe_packages) <(awk '$2 != "" && $2 != "(none)" {print $1}' | sort -u) | xargs
}

image_dir() {
  local plan image recipe
  mkdir -p "$CACHE" 2>/dev/null || cannot_run "cannot write the cache directory $CACHE" \
    "(set SEALCOPY_CACHE)"
  recipe=$(recipe_hash)
  plan=$(package_plan)
  image=$CACHE/$(printf '%s\n%s\n' "$recipe" "$plan" | hash16)
  if [ ! -d "$image" ]; then
    exec 8>"$CACHE/lock"
    flock 8
    [ -d "$image" ] || build_image "$image" "$recipe" "$plan" ||
      image=$(older_image "$recipe") || exit
    exec 8>&-
  fi
  touch -c "$image" 2>/dev/null || true
  echo "$image"
}

# Offline, an image of the same recipe with older packages serves as well.
older_image() {
  local dir newest=
  for dir in "$CACHE"/*/; do
    if [ "$(cat "$dir/recipe" 2>/dev/null)" = "$1" ] && [ "$dir" -nt "$newest" ]; then
      newest=$dir
    fi
  done
  if [ -n "$newest" ]; then
    say "using the image built earlier: ${newest%/}"
    echo "${newest%/}"
    return
  fi
  cannot_run "the guest image could not be built and none is cached (see above);" \
    "it needs Debian 12's package lists (apt-get update) and access to a Debian mirror"
}

build_image() {
  local image=$1 recipe=$2 plan=$3 work missing started=$SECONDS
  missing=$(missing_packages <<<"$plan")
  if [ -n "$missing" ]; then
    say "apt's package lists do not have: $missing"
    return 1
  fi
  rm -rf "$CACHE"/build.* # of builds that were killed: the lock says that none runs
  work=$(mktemp -d "$CACHE/build.XXXXXX")
  say "building the guest image (once): $(wc -l <<<"$plan") Debian packages"
  echo "$plan" >"$work/packages"
  if ! "$RECIPE_DIR/make-image" "$work" >"$work/log" 2>&1; then
    sed 's/^/guest: build: /' "$work/log" | tail -n 5 >&2
    rm -rf "$work"
    return 1
  fi
  echo "$recipe" >"$work/image/recipe"
  cp "$work/packages" "$work/image/"
  mv -T "$work/image" "$image"
  rm -rf "$work"
  # What no run has used for two weeks.
  find "$CACHE" -mindepth 1 -maxdepth 1 -mtime +14 -name '[0-9a-fp]*' -exec rm -rf {} +
  say "built $image in $((SECONDS - started)) s ($(du -h "$image/initrd" | cut -f1) initramfs)"
}
