#!/usr/bin/env bash
# Compares, in interleaved rounds of one run, what it costs to start and time /bin/true:
#   floor      the least that is possible (floor.c: vfork, execve, wait4)
#   perfgate   perfgate measure
#   hyperfine  hyperfine -N
# Prints for each the median over the rounds of the median wall time that it reported, and of the
# whole time per invocation, its own start and work included.
#
#   compare.sh PERFGATE [ROUNDS] [INVOCATIONS]
set -euo pipefail

perfgate=${1:?usage: compare.sh PERFGATE [ROUNDS] [INVOCATIONS]}
rounds=${2:-9}
invocations=${3:-500}
program=/bin/true
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v hyperfine >/dev/null || { echo "compare.sh: please install hyperfine" >&2; exit 1; }
"${CC:-cc}" -O2 -o "$work/floor.bin" "$here/floor.c"
cat >"$work/perfgate.yaml" <<YAML
defaults: {warmup: 0, samples: {min: $invocations, max: $invocations, time: 1ms}}
benchmarks: [$program]
YAML

# The reported median in nanoseconds; readings are parsed after the clock has stopped.
measure() {
  case $1 in
    floor) "$work/floor.bin" "$invocations" "$program" >"$work/reading" ;;
    perfgate)
      "$perfgate" measure --quiet -c "$work/perfgate.yaml" --json "$work/reading" >/dev/null
      ;;
    hyperfine)
      hyperfine -N --style none --runs "$invocations" --export-json "$work/reading" "$program" \
        >/dev/null 2>&1
      ;;
  esac
}

reported() {
  case $1 in
    floor) awk '{ print $2 }' "$work/reading" ;;
    perfgate)
      python3 -c 'import json, sys
samples = json.load(open(sys.argv[1]))["exhibits"]["samples"]
wall = next(each for each in samples if each["metric"] == "wall")
print(round(wall["summary"]["median"] * 1e9))' "$work/reading"
      ;;
    hyperfine)
      python3 -c 'import json, sys
print(round(json.load(open(sys.argv[1]))["results"][0]["median"] * 1e9))' "$work/reading"
      ;;
  esac
}

for ((round = 0; round < rounds; round++)); do
  # The order turns, so that none always comes first.
  case $((round % 3)) in
    0) order="floor perfgate hyperfine" ;;
    1) order="perfgate hyperfine floor" ;;
    2) order="hyperfine floor perfgate" ;;
  esac
  for tool in $order; do
    begin=$(date +%s%N)
    measure "$tool"
    end=$(date +%s%N)
    echo "$(reported "$tool") $(((end - begin) / invocations))" >>"$work/$tool"
  done
done

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

printf '%-10s %24s %24s\n' "" "reported median [us]" "all per invocation [us]"
floor_wall=$(cut -d' ' -f1 "$work/floor" | median)
for tool in floor perfgate hyperfine; do
  wall=$(cut -d' ' -f1 "$work/$tool" | median)
  total=$(cut -d' ' -f2 "$work/$tool" | median)
  echo "$tool $wall $total $floor_wall" | awk '{
    printf "%-10s %14.1f (%+5.1f%%) %22.1f\n", $1, $2 / 1000, ($2 / $4 - 1) * 100, $3 / 1000
  }'
done
