# Sourced by every proof: finds what it runs on and runs a main class of this module.
#
#   . "$(dirname "$0")/lib.sh"
#   prove io.gatehouse.it.broken.BrokenDropsProof "$@"

set -eu

proofs=$(cd "$(dirname "$0")" && pwd -P)
module=$(dirname "$proofs")
root=$(dirname "$module")

# Sets java to a Java 25, looked for where the product's own script looks.
find_java() {
  java=
  for folder in "${GATEHOUSE_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/java/*25* /opt/java/*25* \
    /opt/*jdk*25* /usr/local/*jdk*25* "${HOME:-/root}"/.sdkman/candidates/java/25* "${HOME:-/root}"/.jdks/*25*; do
    if [ -n "$folder" ] && [ -x "$folder/bin/javac" ] &&
      grep -q '^JAVA_VERSION="25' "$folder/release" 2>/dev/null; then
      java=$folder/bin/java
      return
    fi
  done
  echo "A JDK 25 is needed and was not found; set JAVA_HOME to its folder." >&2
  exit 3
}

# Sets home to the unpacked distribution of this build.
find_distribution() {
  home=
  for script in "$root"/distribution/target/gatehouse-*/bin/gatehouse; do
    if [ -x "$script" ]; then
      home=$(dirname "$(dirname "$script")")
    fi
  done
}

# The list of jars is written by the build, into target/.
class_path=$module/target/proofs.classpath

# Builds with one command what is missing or older than its sources.
build() {
  find_distribution
  stale=
  if [ -z "$home" ] || [ ! -f "$class_path" ] || [ ! -d "$module/target/classes/io" ]; then
    stale=yes
  elif [ -n "$(find "$module/src/main" "$module/pom.xml" -newer "$class_path" -print | head -n 1)" ]; then
    stale=yes
  fi
  if [ -n "$stale" ]; then
    echo "Building what the proof runs on; this takes a minute or two." >&2
    (cd "$root" && mvn -B -ntp -q -Dquick -pl integration-tests -am package) || exit 3
    find_distribution
  fi
}

# Runs a main class; whatever follows it are its arguments.
prove() {
  main=$1
  shift
  build
  find_java
  exec "$java" -Dgatehouse.distribution="$home" -Dgatehouse.it.target="$module/target" \
    --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$module/target/classes:$(cat "$class_path")" "$main" "$@"
}
