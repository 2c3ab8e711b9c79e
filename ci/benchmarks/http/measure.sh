#!/usr/bin/env bash
# Measures how many requests a second a target makes of a server on loopback, which shares the machine:
#
#   ci/benchmarks/http/measure.sh [REQUESTS [ROUNDS [CONCURRENCY]]]
#
# Builds with optimisation, which takes minutes the first time; PERFGATE_SCRATCH may name a scratch folder
# where that is done already.
set -euo pipefail
cd "$(dirname "$0")/../../.."

build=(--scratch-path "${PERFGATE_SCRATCH:-.build-benchmarks}" -c release -Xswiftc -warnings-as-errors)
swift build "${build[@]}" --product perfgate-http >&2
swift build "${build[@]}" --product perfgate-test-server >&2
folder=$(swift build "${build[@]}" --show-bin-path)

coproc server { exec "$folder/perfgate-test-server"; }
read -r port <&"${server[0]}"
"$folder/perfgate-http" "$port" "$@"
