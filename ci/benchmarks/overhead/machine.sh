#!/usr/bin/env bash
# What the lock and the host's probe add to a run: processor time and wall time of
# `perfgate run -- /bin/true` without either, with the lock, and with both, in turns.
#
#   ci/benchmarks/overhead/machine.sh PERFGATE ROUNDS
set -euo pipefail

if [[ $# -ne 2 || ! -x $1 ]]; then
  echo "usage: ci/benchmarks/overhead/machine.sh PERFGATE ROUNDS" >&2
  exit 64
fi
perfgate=$(realpath "$1")
rounds=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
TIMEFORMAT='%R %U %S'

# Appends wall, user and system seconds of one run to a file; nothing was recorded, so it exits 20.
measure() {
  local name=$1
  shift
  { time "$@" -- /bin/true >output 2>&1 || [[ $? -eq 20 ]]; } 2>>"$name"
}

for ((round = 0; round < rounds; round++)); do
  PERFGATE_HOST_PROBE=off measure neither "$perfgate" run --quiet --no-lock
  PERFGATE_HOST_PROBE=off measure lock "$perfgate" run --quiet
  measure both "$perfgate" run --quiet
done
for name in neither lock both; do
  wall=$(cut -d' ' -f1 "$name" | sort -n | head -n 1)
  cpu=$(awk '{ print $2 + $3 }' "$name" | sort -n | sed -n "$(((rounds + 1) / 2))p")
  printf '%-8s  smallest wall %s s, median cpu %s s\n' "$name" "$wall" "$cpu"
done
