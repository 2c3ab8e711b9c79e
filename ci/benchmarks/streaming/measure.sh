#!/usr/bin/env bash
# Measures channels, the executor, rate limits and result files beside their peers, in one run:
#
#   ci/benchmarks/streaming/measure.sh [--quick]
#
# Builds with the trait Benchmarks, which fetches async-algorithms, in a folder of its own. The part
# with 10,000,000 items takes some minutes; --quick leaves nine tenths of it out.
set -euo pipefail
cd "$(dirname "$0")/../../.."

items=10000000
[[ ${1:-} == --quick ]] && items=1000000
build=(--scratch-path .build-benchmarks -c release --traits Benchmarks -Xswiftc -warnings-as-errors)
swift build "${build[@]}" --product perfgate-streams >&2
tool=$(swift build "${build[@]}" --show-bin-path)/perfgate-streams
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { printf '\n== %s\n\n' "$1"; }
step "channels"
"$tool" channel
step "executor"
"$tool" executor
step "a sender that is a thousand times faster"
"$tool" flat "$items"
step "rate limits"
"$tool" rates
step "a million results, written and resumed"
"$tool" resume "$work/results.jsonl"
"$tool" resume "$work/results.jsonl"
