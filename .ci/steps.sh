# Sourced by run and nightly: steps that count. Ends with `N passed, N failed` on a line of its own, by `counted`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

step() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
    printf -- '-- passed in %d s\n' $((SECONDS - start))
  else
    failed=$((failed + 1))
    printf '!! failed after %d s: %s\n' $((SECONDS - start)) "$name"
  fi
}

counted() {
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}
