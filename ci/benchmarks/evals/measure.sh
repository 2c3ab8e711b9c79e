#!/usr/bin/env bash
# Runs evals of many cases through a worker that does nothing and a server on loopback, and the same
# cases through inspect-ai with its mock model, in one run:
#
#   ci/benchmarks/evals/measure.sh [--quick]
#
# --quick leaves inspect-ai and the million cases out. inspect-ai is installed from PyPI into a folder
# of its own.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=$PWD/ci/benchmarks/evals

swift build -c release --product perfgate -Xswiftc -warnings-as-errors >&2
swift build -c release --product perfgate-test-server -Xswiftc -warnings-as-errors >&2
bin=$(swift build -c release --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/noop" "$here/noop.c"
python3 "$here/measure.py" "$bin" "$work" "$@"
