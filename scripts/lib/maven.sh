# shellcheck shell=bash
# Sourced by the scripts: Maven on a JDK 25, which the formatter and the checkers need.

# shellcheck source=scripts/lib/jdk.sh
. "$HOME_DIR/scripts/lib/jdk.sh"

# Finds what Maven needs and silences what Maven 3.8 says about itself on a new JDK.
prepare_maven() {
  find_jdk || return 1
  if ! command -v mvn >/dev/null; then
    echo "sealcopy: Maven was not found: install it (apt-get install maven)" >&2
    return 1
  fi
  export MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED"
  MAVEN_OPTS+=" --sun-misc-unsafe-memory-access=allow"
  maven=(mvn -B -ntp -f "$HOME_DIR/pom.xml")
}

# Runs Maven in the project with the arguments given.
run_maven() {
  prepare_maven && "${maven[@]}" "$@"
}
