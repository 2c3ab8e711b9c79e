#!/usr/bin/env bash
# How much longer perfgate takes to start than /bin/true, and what memory /bin/true is seen to use:
#   startup.sh PERFGATE
set -euo pipefail
perfgate=${1:?usage: startup.sh PERFGATE}
command -v hyperfine >/dev/null || { echo "startup.sh: please install hyperfine" >&2; exit 1; }
readings=$(mktemp)
trap 'rm -f "$readings"' EXIT
hyperfine -N --warmup 20 --runs 300 --style none --export-csv "$readings" \
  /bin/true "$perfgate --version" "$perfgate --help" >/dev/null 2>&1
awk -F, 'NR > 1 { n = split($1, words, "/"); printf "%-24s median %.2f ms\n", words[n], $4 * 1000 }' "$readings"
"$perfgate" measure --quiet --json - -- /bin/true 2>/dev/null |
  python3 -c 'import json, sys
samples = json.load(sys.stdin)["exhibits"]["samples"]
peak = next(each for each in samples if each["metric"] == "peak_rss")
print("peak memory of /bin/true: %.2f MB" % (peak["summary"]["median"] / 1e6))'
