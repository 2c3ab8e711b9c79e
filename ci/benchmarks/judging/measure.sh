#!/usr/bin/env bash
# How long judging a saved run takes, and how much memory, beside the least that reading the same
# files takes (python3's json module, which is written in C), in interleaved rounds of one run:
#   measure.sh PERFGATE [ROUNDS] [BENCHMARKS] [SAMPLES] [BEFORE]
# BEFORE is another perfgate, such as that of an earlier commit, measured in turn with the first.
set -euo pipefail

perfgate=$(realpath "${1:?usage: measure.sh PERFGATE [ROUNDS] [BENCHMARKS] [SAMPLES] [BEFORE]}")
rounds=${2:-5}
benchmarks=${3:-10000}
samples=${4:-20}
before=${5:+$(realpath "$5")}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$here/generate.py" "$work" "$benchmarks" "$samples"
cat >"$work/floor.py" <<'PYTHON'
import json
import os

json.load(open("run.json", encoding="utf-8"))
for folder, _, names in os.walk("baselines"):
    for name in names:
        json.load(open(os.path.join(folder, name), encoding="utf-8"))
PYTHON
cat >"$work/timed.py" <<'PYTHON'
"""timed.py COMMAND...: prints wall-clock seconds, processor seconds and peak memory in MB."""
import os
import sys
import time

begin = time.monotonic()
child = os.posix_spawnp(
    sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
)
_, status, usage = os.wait4(child, 0)
seconds = time.monotonic() - begin
# The run has regressions and crashes in it: check ends with one of their codes.
if os.waitstatus_to_exitcode(status) not in (0, 10, 30):
    sys.exit(f"{sys.argv[1]} ended with {status}")
print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)
PYTHON

cd "$work"
tools=(floor report check)
if [[ -n $before ]]; then tools=(floor report-before report check-before check); fi
for ((round = 0; round < rounds; round++)); do
  python3 timed.py python3 floor.py >>floor.readings
  for command in report check; do
    if [[ -n $before ]]; then
      python3 timed.py "$before" "$command" run.json --out out >>"$command-before.readings"
    fi
    python3 timed.py "$perfgate" "$command" run.json --out out >>"$command.readings"
  done
done

# The median of one column.
median() { sort -n -k "$2" "$1" | awk -v column="$2" '{ v[NR] = $column } END { print v[int((NR + 1) / 2)] }'; }

printf '%d benchmarks of %d samples, %s of JSON in %d files; medians of %d rounds\n' \
  "$benchmarks" "$samples" "$(find run.json baselines -name '*.json' -printf '%s\n' |
    awk '{ sum += $1 } END { printf "%.1f MB", sum / 1e6 }')" \
  "$(find run.json baselines -name '*.json' | wc -l)" "$rounds"
printf '%-18s %10s %12s %10s\n' "" "wall [s]" "cpu [s]" "peak [MB]"
for tool in "${tools[@]}"; do
  printf '%-18s %10.2f %12.2f %10.0f\n' "$tool" "$(median "$tool.readings" 1)" \
    "$(median "$tool.readings" 2)" "$(median "$tool.readings" 3)"
done
awk -v floor="$(median floor.readings 2)" -v own="$(median report.readings 2)" \
  'BEGIN { printf "ratio of the cpu of report to the floor (python3 json): %.2f\n", own / floor }'
