#!/usr/bin/env bash
# What PerfgateMonitor costs, beside what swift-metrics and swift-distributed-tracing record in memory,
# in one run: the tables of docs/BENCHMARKS.md.
#   measure.sh [ROUNDS]
set -euo pipefail

rounds=${1:-9}
cd "$(dirname "$0")/../../.."
# A folder of its own: the peers are not among the dependencies of anything else.
build=(--scratch-path .build-benchmarks --traits Benchmarks -c release --product perfgate-spans)
swift build "${build[@]}" >&2
benchmark=$(swift build "${build[@]}" --show-bin-path)/perfgate-spans

"$benchmark" spans "$rounds"
printf '\n'
"$benchmark" report
printf '\n| stages | spans | threads | memory MB |\n|---:|---:|---:|---:|\n'
"$benchmark" memory 1 1000000 1
"$benchmark" memory 100 1000000 1
"$benchmark" memory 100 1000000 2
"$benchmark" memory 100 10000000 2
printf '\n'
"$benchmark" percentiles 10000000
