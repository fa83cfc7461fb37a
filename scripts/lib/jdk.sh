# shellcheck shell=bash
# Sourced by the scripts: finds a JDK 25 or newer and sets JAVA_HOME to it.

# The major version of the JDK in directory $1, or 0 if there is none (no JVM is started).
jdk_version() {
  local line
  [[ -x $1/bin/javac && -r $1/release ]] || { echo 0; return; }
  line=$(grep -m1 '^JAVA_VERSION=' "$1/release") || { echo 0; return; }
  line=${line#JAVA_VERSION=\"}
  line=${line%%[.\"+-]*}
  [[ $line =~ ^[0-9]+$ ]] && echo "$line" || echo 0
}

# Directories in which a JDK may be, best guess first.
jdk_candidates() {
  local java
  [[ -n ${JAVA_HOME:-} ]] && echo "$JAVA_HOME"
  if java=$(command -v javac); then
    java=$(readlink -f "$java")
    echo "${java%/bin/javac}"
  fi
  printf '%s\n' /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* /opt/jdk* /opt/java*
}

# Sets and exports JAVA_HOME, or says in one sentence what is missing and returns 1.
find_jdk() {
  local candidate
  while IFS= read -r candidate; do
    if (( $(jdk_version "$candidate") >= 25 )); then
      export JAVA_HOME=$candidate
      return 0
    fi
  done < <(jdk_candidates)
  echo "sealcopy: no JDK 25 or newer was found: install one (apt-get install temurin-25-jdk from" \
    "packages.adoptium.net, or: sdk install java 25-tem), or set JAVA_HOME to one" >&2
  return 1
}
