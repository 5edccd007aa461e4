# Sourced: together COMMAND..., each a line of bash. Runs commands that need nothing of each other, two at a time; what they
# print comes whole, in the order in which they are given. Fails where one does, after all have ended, and says which.
together() {
  local out status=0 i line
  out=$(mktemp -d)
  for ((i = 1; i <= $#; i++)); do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
    { bash -euo pipefail -c "${!i}" >"$out/$i" 2>&1 && : >"$out/$i.passed"; } &
  done
  wait
  i=0
  for line in "$@"; do
    cat "$out/$((++i))"
    [ -e "$out/$i.passed" ] || { status=1; printf '!! failed: %s\n' "$line"; }
  done
  rm -r "$out"
  return $status
}
