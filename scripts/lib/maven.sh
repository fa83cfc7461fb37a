# Sourced by the scripts: Maven on a JDK 25, which the formatter and the checkers need.

# shellcheck source=scripts/lib/jdk.sh
. "$HOME_DIR/scripts/lib/jdk.sh"

# Runs Maven in the project with the arguments given.
run_maven() {
  find_jdk || return 1
  if ! command -v mvn >/dev/null; then
    echo "sealcopy: Maven was not found: install it (apt-get install maven)" >&2
    return 1
  fi
  # Both options silence warnings of Maven 3.8 about itself on a new JDK.
  local quiet="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
  MAVEN_OPTS="${MAVEN_OPTS:-} $quiet" mvn -B -ntp -f "$HOME_DIR/pom.xml" "$@"
}
