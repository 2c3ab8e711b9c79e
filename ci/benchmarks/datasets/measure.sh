#!/usr/bin/env bash
# Measures how datasets are scanned and read, beside Python's json and csv modules, in one run:
#
#   ci/benchmarks/datasets/measure.sh [ROWS]
#
# Python reads the rows, keeps their ids in a set and hashes input and expectation, which is what a
# scan does; it is the peer that an eval in Python would be.
set -euo pipefail
cd "$(dirname "$0")/../../.."

rows=${1:-1000000}
# A scratch folder of its own may be named where one is built already.
build=(--scratch-path "${PERFGATE_SCRATCH:-.build-benchmarks}" -c release -Xswiftc -warnings-as-errors)
swift build "${build[@]}" --product perfgate-datasets >&2
tool=$(swift build "${build[@]}" --show-bin-path)/perfgate-datasets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$rows" "$work" <<'PYTHON'
import csv, json, random, sys
rows, work = int(sys.argv[1]), sys.argv[2]
random.seed(1)
words = [f"word{n}" for n in range(1000)] + ["Straße", "naïve", "emoji 😀", 'a "quote"']
def row(n):
    return {"id": f"case-{n}", "input": " ".join(random.choices(words, k=12)),
            "expected": random.choice(words), "cluster": f"doc-{n // 10}", "n": n}
with open(f"{work}/rows.jsonl", "w") as lines, open(f"{work}/rows.json", "w") as array, \
        open(f"{work}/rows.csv", "w", newline="") as table:
    writer = csv.writer(table)
    writer.writerow(["id", "input", "expected", "cluster", "n"])
    array.write("[")
    for n in range(rows):
        made = row(n)
        text = json.dumps(made, ensure_ascii=False)
        lines.write(text + "\n")
        array.write((",\n" if n else "") + text)
        writer.writerow(made.values())
    array.write("]\n")
PYTHON

cat >"$work/read.py" <<'PYTHON'
import csv, hashlib, json, resource, sys, time
path = sys.argv[1]
begin = time.monotonic()
def rows():
    if path.endswith(".jsonl"):
        for line in open(path, encoding="utf-8"):
            yield json.loads(line)
    elif path.endswith(".json"):
        yield from json.load(open(path, encoding="utf-8"))
    else:
        yield from csv.DictReader(open(path, encoding="utf-8", newline=""))
plain = sum(1 for _ in rows())
read = time.monotonic()
ids, whole = set(), hashlib.sha256()
for row in rows():
    assert row["id"] not in ids
    ids.add(row["id"])
    case = {"expected": row["expected"], "input": row["input"]}
    text = json.dumps(case, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    whole.update(hashlib.sha256(text.encode()).digest())
end = time.monotonic()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(f"| python | {plain} | {len(ids)} | {(end - read) * 1000:.0f} | {(read - begin) * 1000:.0f} | {peak} | {peak} |")
PYTHON

echo "| reader | rows | cases | scan ms | read ms | MiB after scan | MiB at end |"
echo "|---|---:|---:|---:|---:|---:|---:|"
for file in rows.jsonl rows.json rows.csv; do
  echo "| $file, $(stat -c %s "$work/$file") bytes | | | | | | |"
  "$tool" "$work/$file"
  python3 "$work/read.py" "$work/$file"
done
echo "| rows.jsonl, a tenth drawn | | | | | | |"
"$tool" "$work/rows.jsonl" "$((rows / 10))"
