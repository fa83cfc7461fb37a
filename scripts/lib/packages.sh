# shellcheck shell=bash
# Sourced by the scripts: the Debian packages whose programs the tests and the demo use.

# A program to look for, the package that has it, and what it is needed for.
PACKAGES=(
  "iscsi-ls|libiscsi-bin|libiscsi's tools as initiators"
  "qemu-img|qemu-utils|qemu-img and qemu-io as initiators"
  "/usr/lib/x86_64-linux-gnu/qemu/block-iscsi.so|qemu-block-extra|iscsi:// in qemu-img and qemu-io"
  "qemu-system-x86_64|qemu-system-x86|a Linux guest with open-iscsi"
  "tgtd|tgt|a foreign iSCSI target"
  "stunnel4|stunnel4|TLS in front of a foreign iSCSI target"
  "sg_raw|sg3-utils|vendor commands from outside"
  "mkfs.ext4|e2fsprogs|file systems as input"
  "openssl|openssl|key envelopes opened by another implementation"
  "tshark|tshark|PDUs dissected by another implementation"
)

# Whether the program or file $1 is there; daemons are in directories that PATH may lack.
have() {
  [[ -e $1 ]] || PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null
}

# Prints the packages that are missing, with what they are for: "package|what for" on each line.
missing_packages() {
  local entry program package purpose
  for entry in "${PACKAGES[@]}"; do
    IFS='|' read -r program package purpose <<<"$entry"
    # Another processor's Debian has the plug-in in another directory.
    program=${program/x86_64-linux-gnu/$(uname -m)-linux-gnu}
    have "$program" || echo "$package|$purpose"
  done
}

# Installs what is missing if this user may; otherwise does nothing. Never fails.
install_packages() {
  local names
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    return 0
  fi
  # The Linux guest is made from the packages that these lists name.
  if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
    apt-get -qq update >/dev/null 2>&1 || true
  fi
  mapfile -t names < <(missing_packages | cut -d'|' -f1)
  (( ${#names[@]} > 0 )) || return 0
  echo "installing from Debian's packages: ${names[*]}"
  # RUNLEVEL=1 keeps Debian from starting the daemons that come with them.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  apt-get -qq update >/dev/null 2>&1 || true
  apt-get -qq install -y --no-install-recommends "${names[@]}" >/dev/null 2>&1 ||
    echo "apt-get could not install all of them; what needs them is left out"
}
