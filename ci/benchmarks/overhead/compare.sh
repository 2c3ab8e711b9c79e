#!/bin/sh
# Compares, in interleaved rounds of one run, what it costs to spawn and time /bin/true:
#   floor      the least that is possible (floor.c)
#   DRIVER     a command that measures through perfgate's spawner
#   hyperfine  hyperfine -N
# Prints, for each, the median over the rounds of the median wall time that it reported, and of
# the whole time per invocation, its own work and start included, both in microseconds.
#
#   compare.sh DRIVER [ROUNDS] [INVOCATIONS]
#
# DRIVER is called with the number of invocations and the program, and prints
# "median_ns NUMBER", as floor does.
set -eu

driver=${1:?usage: compare.sh DRIVER [ROUNDS] [INVOCATIONS]}
rounds=${2:-9}
invocations=${3:-500}
program=/bin/true
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CC:-cc}" -O2 -o "$work/floor.bin" "$here/../floor.c"

reported() {
  case $1 in
    floor) "$work/floor.bin" "$invocations" "$program" | awk '{ print $2 }' ;;
    driver) "$driver" "$invocations" "$program" | awk '{ print $2 }' ;;
    hyperfine)
      hyperfine -N --style none --runs "$invocations" --export-json "$work/result.json" \
        "$program" 2>/dev/null
      awk '/"median"/ { gsub(",", ""); printf "%.0f\n", $2 * 1e9 }' "$work/result.json"
      ;;
  esac
}

round=0
while [ "$round" -lt "$rounds" ]; do
  # The order turns, so that none always comes first.
  case $((round % 3)) in
    0) order="floor driver hyperfine" ;;
    1) order="driver hyperfine floor" ;;
    2) order="hyperfine floor driver" ;;
  esac
  for tool in $order; do
    begin=$(date +%s%N)
    wall=$(reported "$tool")
    end=$(date +%s%N)
    echo "$wall $(((end - begin) / invocations))" >>"$work/$tool"
  done
  round=$((round + 1))
done

median() {
  sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

printf '%-10s %22s %22s\n' "" "reported median [us]" "all per invocation [us]"
floor_wall=$(cut -d' ' -f1 "$work/floor" | median)
for tool in floor driver hyperfine; do
  wall=$(cut -d' ' -f1 "$work/$tool" | median)
  total=$(cut -d' ' -f2 "$work/$tool" | median)
  echo "$tool $wall $total $floor_wall" | awk '{
    printf "%-10s %12.1f (%+5.1f%%) %20.1f\n", $1, $2 / 1000, ($2 / $4 - 1) * 100, $3 / 1000
  }'
done
