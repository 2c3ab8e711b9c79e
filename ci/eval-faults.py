"""eval-faults.py PERFGATE SERVER FOLDER [--short]: what ci/eval-faults does, on real processes.

Three lanes run side by side, so moments are drawn in no fixed order. Each scenario has a folder and a
lock of its own, and a mark that all of its processes carry in their environment, so that whatever
outlives it is found.
"""
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request

PERFGATE, SERVER = sys.argv[1:3]
WORK = pathlib.Path(sys.argv[3])
SHORT = "--short" in sys.argv
CLIENTS = pathlib.Path(__file__).resolve().parent.parent / "examples" / "python-worker"
SEED = int(os.environ.get("EVAL_FAULTS_SEED") or time.time_ns() % 1_000_000)

BEGIN = time.monotonic()
printing = threading.Lock()
failures = []


class Wrong(Exception):
    """perfgate did something else than what it promises."""


def say(text):
    with printing:
        print(text, flush=True)


def expect(condition, what):
    if not condition:
        raise Wrong(what)


# What is evaluated

def rows(count):
    """Every fifth case expects what nobody answers."""
    for i in range(count):
        text = f"case {i}: \u00e9\u4e00 \"quoted\"\n"
        yield {"id": f"c{i}", "input": text, "expected": text if i % 5 else "no"}


class Project:
    """A folder with a configuration of one eval, qa."""

    def __init__(self, name, count, target, execute="", caps="", repeats=1, latency_ms=0, faults=None):
        self.name = name
        self.folder = WORK / name.replace(" ", "-")
        self.folder.mkdir()
        self.count = count
        self.repeats = repeats
        self.mark = f"mark-{os.getpid()}-{random.randrange(10**9)}"
        self.server = None
        if target is None:
            self.server = Server(latency_ms, faults or {}, self.folder)
            target = self.server.target()
        self.file = self.folder / "perfgate-out" / "cases" / "qa.jsonl"
        with open(self.folder / "cases.jsonl", "w", encoding="utf-8") as file:
            for row in rows(count):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.configure(target, execute, caps)

    def configure(self, target, execute="", caps=""):
        (self.folder / "perfgate.yaml").write_text(
            "evals:\n"
            "  - id: qa\n"
            "    dataset: {path: cases.jsonl}\n"
            f"    repeat: {self.repeats}\n"
            f"    target: {target.replace('MARK', self.mark)}\n"
            "    scorers: [{type: exact}]\n"
            "    stream: {chunk: 20}\n"
            f"    execute: {{{execute}retry: {{max: 12, base: 1ms, cap: 10ms, total: 2m}}}}\n"
            f"    caps: {{{caps or 'error_rate: 0%'}}}\n"
        )

    def environment(self, lock="lock"):
        return {
            **os.environ, "PERFGATE_LOCK": str(self.folder / lock), "EVAL_FAULTS_MARK": self.mark,
            "PYTHONPATH": str(CLIENTS), "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, *arguments, lock="lock", output="output"):
        # Its own group, so that a signal for it is none for this script.
        with open(self.folder / output, "wb") as file:
            process = subprocess.Popen(
                [PERFGATE, *arguments], cwd=self.folder, env=self.environment(lock), stdout=file,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )
        started.append(process)
        return process

    def run(self, *arguments, limit=300):
        process = self.start(*arguments)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Wrong(f"perfgate {' '.join(arguments)} has not ended in {limit} s") from None
        return code

    def output(self, name="output"):
        return (self.folder / name).read_text("utf-8", "replace")

    def end(self):
        self.no_orphan()
        left = [str(path) for path in self.folder.rglob(".perfgate-*")]
        expect(not left, f"left behind: {left}")
        if self.server:
            self.server.stop()

    # What it left

    def keys(self):
        return {(f"c{i}", repeat) for i in range(self.count) for repeat in range(self.repeats)}

    def results(self, torn=False):
        """The results of the file by id and repeat; with `torn`, its last line may be a part of one."""
        return read_results(self.file, torn)

    def entry(self):
        run = json.loads((self.folder / "perfgate-out" / "run.json").read_text())
        parts = run["accounting"]
        expect(
            parts["planned"] == 1 == parts["measured"] + parts["failed"] + parts["skipped"],
            f"the run's accounting is {parts}",
        )
        return run["entries"][0]

    def account(self, whole=True):
        """Nothing vanished and nothing came twice.

        `whole` is whether every case must have been read: not where perfgate was interrupted.
        """
        cases = self.entry()["cases"]
        found = self.results()
        sums = sum(cases[end] for end in ("passed", "failed", "errored", "skipped"))
        expect(cases["read"] == sums, f"read is not the sum of its parts: {cases}")
        ends = collections.Counter(result["outcome"] for result in found.values())
        for end in ("passed", "failed", "errored"):
            expect(ends[end] == cases[end], f"{end}: {cases[end]} in run.json, {ends[end]} lines")
        expect(set(found) <= self.keys(), "a result of a case that is not there")
        if whole:
            expect(cases["read"] == len(self.keys()), f"{cases['read']} of {len(self.keys())} were read")
            if not cases["skipped"]:
                expect(set(found) == self.keys(), "results are missing")
        return cases, found

    def right(self, found, other_outputs=()):
        """Whatever has an outcome has the right one, with the right output."""
        expected = {row["id"]: row for row in rows(self.count)}
        for (case, repeat), result in found.items():
            row = expected[case]
            if result["outcome"] == "errored":
                failure = result["failure"]
                expect(failure["kind"] and failure["message"], f"{case} errored for no reason")
                continue
            output = result.get("output")
            expect(output is not None, f"{case}, repeat {repeat} has no output")
            if output not in other_outputs:
                expect(output == row["input"], f"{case}, repeat {repeat} has the output {output!r}")
            outcome = "passed" if output == row["expected"] else "failed"
            expect(result["outcome"] == outcome, f"{case} is {result['outcome']}, not {outcome}")
            expect(result["scores"] == {"exact": int(outcome == "passed")}, f"{case}: {result['scores']}")

    def no_orphan(self):
        """Nothing that belongs to this project runs any more, seconds later at the latest."""
        until = time.monotonic() + 5
        while True:
            left = processes(self.mark)
            if not left:
                return
            expect(time.monotonic() < until, f"{len(left)} processes outlive perfgate: {left[:3]}")
            time.sleep(0.05)


def read_results(path, torn=False):
    data = path.read_bytes()
    lines = data.split(b"\n")
    rest = lines.pop()
    expect(torn or not rest, f"the last line of {path.name} is torn: {rest[:60]!r}")
    if not lines:
        return {}
    header = json.loads(lines[0])
    expect(header == {"eval": "qa", "schema": "perfgate.results/1"}, f"the header is {header}")
    found = {}
    for line in lines[1:]:
        result = json.loads(line.decode("utf-8"))
        key = (result["id"], result["repeat"])
        expect(key not in found, f"{key} is there twice")
        found[key] = result
    return found


def processes(mark):
    """The command lines of all processes that carry a mark, as an argument or in their environment."""
    left = []
    marks = (mark.encode(), f"EVAL_FAULTS_MARK={mark}".encode())
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            environment = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX" and (marks[0] in command or marks[1] in environment):
            left.append(f"{folder.name} {command.replace(bytes(1), b' ').decode('utf-8', 'replace')[:90]}")
    return left


class Server:
    """A perfgate-test-server on a port of its own."""

    def __init__(self, latency_ms, faults, folder):
        arguments = ["--answers", "echo", "--seed", str(SEED % 60_000)]
        if latency_ms:
            arguments += ["--latency-ms", str(latency_ms)]
        for kind, share in faults.items():
            arguments += ["--fault", f"{kind}={share}"]
        with open(folder / "server", "wb") as errors:
            self.process = subprocess.Popen(
                [SERVER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        started.append(self.process)
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def target(self, stream=False, timeout="60s"):
        return (
            f'{{type: openai, base_url: "{self.address}/v1", model: m, timeout: {timeout}, '
            f"stream: {str(stream).lower()}}}"
        )

    def statistics(self):
        with urllib.request.urlopen(f"{self.address}/stats", timeout=30) as reply:
            return json.load(reply)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


started = []


def end_all():
    for process in started:
        if process.poll() is None:
            process.kill()


# 1. Servers

# What is made of a fault: tried again until it is right, an error of this kind, or none at all.
RETRIED, NONE = "retried", "none"
SERVER_FAULTS = [
    # kind, what it is, streaming, timeout
    ("throttled", RETRIED, False, "60s"),
    ("failed", RETRIED, False, "60s"),
    ("unavailable", RETRIED, True, "60s"),
    ("slow", NONE, True, "60s"),
    ("cut-stream", RETRIED, True, "60s"),
    ("cut-stream", RETRIED, False, "60s"),
    ("cut-connection", RETRIED, False, "60s"),
    ("wrong-json", "reply", False, "60s"),
    ("wrong-usage", "usage", True, "60s"),
    ("missing-usage", NONE, False, "60s"),
    ("missing-usage", "usage", False, "60s"),
    ("empty", "reply", False, "60s"),
    ("hang", RETRIED, False, "300ms" if SHORT else "500ms"),
]
# Of what is an error for good three in a row end the eval: a smaller share lets it go on.
RARELY = [("wrong-json", "reply", False, "60s"), ("huge", "reply", False, "60s")]


def server_faults():
    for kind, fate, streams, timeout in SERVER_FAULTS:
        count = 300 if SHORT else 10000
        server_fault(kind, fate, streams, timeout, 0.2, count)
    for kind, fate, streams, timeout in RARELY:
        server_fault(kind, fate, streams, timeout, 0.02, 300 if SHORT or kind == "huge" else 10000)


def server_fault(kind, fate, streams, timeout, share, count):
    is_needed = (kind, fate) == ("missing-usage", "usage")
    name = f"{kind} {share}{' streamed' if streams else ''}{' needed' if is_needed else ''}"
    with scenario(name):
        project = Project(name, count, None, faults={kind: share})
        final = fate not in (RETRIED, NONE)
        ceiling = random.choice(["1%", "90%"]) if final else "0%"
        caps = f"error_rate: {ceiling}" + (", tokens: 100M" if is_needed else "")
        project.configure(project.server.target(streams, timeout), "concurrency: 16, ", caps)
        code = project.run("run", "--only", "evals", "--quiet")
        cases, found = project.account()
        project.right(found)
        served = project.server.statistics()
        faults = served["faults"].get(kind, 0)
        expect(faults > 0, "the server had no fault")
        good = served["chats"] - (0 if fate == NONE else faults)
        answered = cases["passed"] + cases["failed"]
        # Three errors in a row end the eval, even where they are its last ones.
        stopped = (project.entry().get("reason") or "").startswith("stopped, ")
        expect(stopped or not cases["skipped"], f"{cases['skipped']} were skipped for no reason")
        expect(good >= answered, f"{answered} results of {good} good replies")
        if kind != "hang":
            # What was asked when the eval was stopped may have been cancelled.
            expect(good - answered <= (16 if stopped else 0), f"{good - answered} good replies were lost")
        if final:
            expect(cases["errored"] > 0, "nothing errored")
            kinds = {r["failure"]["kind"] for r in found.values() if r["outcome"] == "errored"}
            expect(kinds == {fate}, f"errors are of kind {kinds}, not {fate}")
            expect(stopped or cases["errored"] == faults, f"{cases['errored']} errors of {faults} faults")
        else:
            expect(cases["errored"] == 0, f"{cases['errored']} errored although all can be mended")
            expect(not stopped, f"{cases['skipped']} were skipped")
        if kind == "missing-usage" and fate == NONE:
            without = sum("tokens" not in result for result in found.values())
            expect(without == faults, f"{without} results without tokens of {faults} replies without")
        if kind == "slow":
            late = sum(result["ttft"] >= 0.045 for result in found.values())
            expect(late >= faults, f"{late} late first tokens of {faults}")
        above = cases["errored"] > (cases["read"] - cases["skipped"]) * float(ceiling[:-1]) / 100
        expected = 30 if above or stopped else 20
        expect(code == expected, f"exit {code}, not {expected}: {cases}")
        project.end()
        ends = ", ".join(f"{cases[end]} {end}" for end in ("errored", "skipped") if cases[end])
        report(f"{answered} answered{', ' + ends if ends else ''}, {faults} faults of {served['chats']} requests")


# 2. Workers and programs

# A worker with one kind of fault. Of each fifth case the first attempt is the one that goes wrong; with
# `always` each is.
WORKER = r'''
import json, os, subprocess, sys, time
kind, mark, always = sys.argv[1], sys.argv[2], sys.argv[3] == "always"
os.makedirs("state", exist_ok=True)

def faulty(request):
    number = int(request["case"][1:])
    if number % 5 != 1:
        return False
    if always:
        return True
    try:
        os.close(os.open("state/%s.%s" % (request["case"], request["repeat"]), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False

def descend():
    # One that stays in the group, and a daemon.
    for daemon in (False, True):
        subprocess.Popen(["sleep", "600"], start_new_session=daemon)

def flood():
    for _ in range(16):
        os.write(2, b"noise \xff\x00 " * 8192)

if kind in ("die", "hang", "flood"):
    import perfgate_worker
    def answer(request):
        if faulty(request):
            if kind == "flood":
                flood()
            else:
                descend()
                if kind == "die":
                    os._exit(3)
                time.sleep(600)
        return request["input"]
    perfgate_worker.serve(answer, max_inflight=4 if kind == "flood" else 1)
    sys.exit()

def say(**members):
    sys.stdout.write(json.dumps(members) + "\n")
    sys.stdout.flush()

say(hello={"protocol": "perfgate.worker/1"})
for line in sys.stdin:
    request = json.loads(line)
    if faulty(request):
        if kind == "rubbish":
            os.write(1, b"\xfe\xff{{{ rubbish \x00\n")
        elif kind == "twice":
            sys.stdout.write((json.dumps({"id": request["id"], "output": request["input"]}) + "\n") * 2)
            sys.stdout.flush()
            continue
        elif kind == "half":
            sys.stdout.write('{"id": "%s", "outp' % request["id"])
            sys.stdout.flush()
            os._exit(0)
        elif kind == "late":
            descend()
            time.sleep(request["deadline_ms"] / 1000 + 0.5)
    say(id=request["id"], output=request["input"])
'''


def worker_target(kind, workers, timeout="60s", mode="once"):
    return (
        f"{{type: worker, command: [python3, worker.py, {kind}, MARK, {mode}], workers: {workers}, "
        f"timeout: {timeout}}}"
    )


def worker_faults():
    # A worker is started four times, so as long as there are fewer ends than that, nothing may be lost.
    workers = 4 if SHORT else 16
    for kind in ("die", "rubbish", "twice", "half"):
        worker_fault(kind, workers, 5 * (4 * workers - 1), "60s")
    for kind in ("hang", "late"):
        worker_fault(kind, workers, 5 * workers if SHORT else 10 * workers, "2s" if SHORT else "5s")
    worker_fault("flood", workers, 300 if SHORT else 10000, "60s")
    worn_out(workers)
    programs(100 if SHORT else 1000)


def worker_fault(kind, workers, count, timeout):
    with scenario(f"worker {kind}"):
        project = Project(f"worker {kind}", count, worker_target(kind, workers, timeout))
        (project.folder / "worker.py").write_text(WORKER)
        code = project.run("run", "--only", "evals", "--quiet")
        cases, found = project.account()
        project.right(found)
        expect(cases["errored"] == cases["skipped"] == 0, f"what can be mended was not: {cases}")
        expect(code == 20, f"exit {code}, not 20")
        faults = len(list((project.folder / "state").iterdir()))
        expect(faults == sum(i % 5 == 1 for i in range(count)), f"{faults} faults of {count} cases")
        again = sum(result["attempts"] > 1 for result in found.values())
        project.end()
        report(f"{cases['read']} answered, {faults} faults, {again} tried again")


def worn_out(workers):
    with scenario("workers that die of a case again and again"):
        project = Project("worn out", 400, worker_target("die", workers, mode="always"))
        (project.folder / "worker.py").write_text(WORKER)
        code = project.run("run", "--only", "evals", "--quiet")
        cases, found = project.account()
        project.right(found)
        expect(code == 30, f"exit {code}, not 30")
        expect(cases["errored"] > 0, "nothing errored")
        reason = project.entry().get("reason") or ""
        expect("worker" in reason, f"the reason is {reason!r}")
        project.end()
        report(f"{len(found) - cases['errored']} answered, {cases['errored']} errored, {cases['skipped']} skipped")


PROGRAM = r'''
read -r line
id=${line#*\"id\":\"c}
id=${id%%\"*}
first() { mkdir "state/$id" 2>/dev/null; }
case $((id % 10)) in
  1) echo "case $id cannot be" >&2; exit 3 ;;
  2) if first; then setsid sleep 600 & sleep 600 & wait; fi ;;
  3) printf 'rubbish'; exit 0 ;;
  6) kill -9 $$ ;;
  7) head -c 1000000 /dev/zero >&2 ;;
  8) setsid sleep 600 >/dev/null 2>&1 & ;;
esac
input=${line#*\"input\":}
input=${input%%\",*}
printf '{"output": %s"}' "$input"
'''


def programs(count):
    with scenario("programs that fail, hang, are killed and leave daemons"):
        target = "{type: exec, command: [sh, program.sh, MARK], timeout: 2s}"
        project = Project("programs", count, target, "concurrency: 8, ", "error_rate: 25%")
        (project.folder / "program.sh").write_text(PROGRAM)
        (project.folder / "state").mkdir()
        code = project.run("run", "--only", "evals", "--quiet")
        cases, found = project.account()
        project.right(found, ("rubbish",))
        for (case, _), result in found.items():
            digit = int(case[1:]) % 10
            expect((result["outcome"] == "errored") == (digit in (1, 6)), f"{case} is {result['outcome']}")
            expect((result.get("output") == "rubbish") == (digit == 3), f"{case}: {result.get('output')!r}")
            expect(digit != 2 or result["attempts"] == 2, f"{case} had {result['attempts']} attempts")
        expect(cases["skipped"] == 0, f"{cases['skipped']} were skipped: {project.entry().get('reason')}")
        expect(code == 20, f"exit {code}, not 20")
        project.end()
        report(f"{count} processes, {cases['errored']} errored")


# 3. kill -9

def shown(found):
    return {
        key: (result["outcome"], result.get("output"), json.dumps(result["scores"], sort_keys=True))
        for key, result in found.items()
    }


def slow_project(name, kind, count, repeats=2, latency_ms=4):
    """An eval that takes some seconds, on a server or on workers with children of their own."""
    if kind == "server":
        return Project(name, count, None, "concurrency: 8, ", repeats=repeats, latency_ms=latency_ms)
    project = Project(name, count, worker_target("hang", 3), repeats=repeats)
    (project.folder / "worker.py").write_text(SLOW_WORKER)
    return project


SLOW_WORKER = r'''
import subprocess, sys, time
import perfgate_worker
subprocess.Popen(["sleep", "600"], start_new_session=True)
def answer(request):
    time.sleep(0.004)
    return request["input"]
perfgate_worker.serve(answer, max_inflight=3)
'''


def kills(kind, times):
    with scenario(f"kill -9 of an eval on a {kind}"):
        project = slow_project(f"kill {kind}", kind, 600 if SHORT else 1500)
        begin = time.monotonic()
        code = project.run("eval", "qa", "--quiet")
        seconds = time.monotonic() - begin
        expect(code == 0, f"an unbroken run: exit {code}: {project.output()[-500:]}")
        cases, found = project.account()
        project.right(found)
        expect(cases["errored"] == 0, f"an unbroken run: {cases}")
        unbroken = shown(found)
        killed = torn = completed = 0
        lost = 0
        while killed < times:
            project.file.unlink()
            kept = {}
            while True:
                process = project.start("eval", "qa", "--resume", "--quiet")
                span = seconds * (0.9 if random.random() < 0.3 else 0.35)
                if killed >= times:
                    span = 300
                before = project.server.statistics()["completed"] if project.server else 0
                try:
                    code = process.wait(random.uniform(0, span) if span < 300 else span)
                except subprocess.TimeoutExpired:
                    expect(span < 300, "the last run has not ended")
                    process.kill()
                    process.wait()
                    killed += 1
                    project.no_orphan()
                    found = project.results(torn=True) if project.file.exists() else {}
                    expect(set(kept) <= set(found), f"{len(set(kept) - set(found))} results vanished")
                    kept = shown(found)
                    if kept and random.random() < 0.5:
                        kept = tear(project)
                        torn += 1
                    continue
                expect(code == 0, f"--resume after {killed} kills: exit {code}: {project.output()[-500:]}")
                if project.server:
                    asked = project.server.statistics()["completed"] - before
                    # The server may still finish what was asked before the kill.
                    missing = len(unbroken) - len(kept)
                    expect(missing <= asked <= missing + 8, f"{asked} were asked, {missing} were missing")
                break
            cases, found = project.account()
            expect(shown(found) == unbroken, "the results are not those of an unbroken run")
            completed += 1
        project.end()
        report(f"{killed} times within {seconds:.1f} s, {torn} lines torn, {completed} completed, {len(unbroken)} results")


def tear(project):
    """Leaves a part of the last line, or adds one; returns what is still whole."""
    data = project.file.read_bytes()
    last = data.rstrip(b"\n").rpartition(b"\n")[2]
    if random.random() < 0.3:
        data += b'{"attempts":1,"case":"0123'[: random.randrange(1, 26)] if data.endswith(b"\n") else b""
    else:
        data = data[: len(data) - random.randrange(1, len(last))]
    project.file.write_bytes(data)
    rest = data.rpartition(b"\n")[2]
    found = shown(project.results(torn=True))
    # A line that lacks only its end is completed.
    try:
        result = json.loads(rest)
        if "outcome" in result:
            found.update(shown({(result["id"], result["repeat"]): result}))
    except ValueError:
        pass
    return found


# 4. A full disk

def full_disk():
    with scenario("a full disk"):
        allowed = None
        for way in (["unshare", "-m"], ["unshare", "-Urm"]):
            probe = subprocess.run([*way, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
            if probe.returncode == 0:
                allowed = way
                break
        if not allowed:
            raise Skipped(probe.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
        project = Project("full disk", 2000, None, "concurrency: 8, ")
        (project.folder / "perfgate-out").mkdir()
        script = r'''
set -eu
mount -t tmpfs -o size=400k none perfgate-out
code=0
"$1" eval qa --quiet >full 2>&1 || code=$?
echo $code >full.code
cp -r perfgate-out full.out
mount -o remount,size=64m perfgate-out
code=0
"$1" eval qa --resume --quiet >roomy 2>&1 || code=$?
echo $code >roomy.code
cp -r perfgate-out roomy.out
'''
        done = subprocess.run(
            [*allowed, "sh", "-c", script, "sh", PERFGATE], cwd=project.folder, capture_output=True,
            env=project.environment(), timeout=240,
        )
        expect(done.returncode == 0, f"the script of mounts: {done.stderr[-300:]}")
        code = int(project.output("full.code"))
        expect(code == 73, f"exit {code}, not 73: {project.output('full')[-500:]}")
        kept = read_results(project.folder / "full.out" / "cases" / "qa.jsonl")
        expect(0 < len(kept) < 2000, f"{len(kept)} results are kept")
        text = project.output("full")
        expect("no space left" in text.lower(), f"it says {text[-300:]!r}")
        code = int(project.output("roomy.code"))
        expect(code == 0, f"--resume: exit {code}: {project.output('roomy')[-500:]}")
        (project.folder / "perfgate-out").rmdir()
        (project.folder / "roomy.out").rename(project.folder / "perfgate-out")
        _, found = project.account()
        project.right(found)
        expect(all(found[key] == kept[key] for key in kept), "a result that was kept has changed")
        project.end()
        report(f"exit 73 with {len(kept)} whole lines, {len(found)} after --resume")


# 5. SIGINT and SIGTERM

def signals():
    for number, kind in ((signal.SIGINT, "worker"), (signal.SIGTERM, "server")):
        for turn in range(1 if SHORT else 6):
            with scenario(f"{number.name} of an eval on a {kind}{f', {turn + 1}' if turn else ''}"):
                project = slow_project(f"{number.name} {kind} {turn}", kind, 300 if SHORT else 1000)
                process = project.start("eval", "qa", "--quiet")
                until = time.monotonic() + 60
                while not project.file.exists() or len(project.results(torn=True)) < 60:
                    expect(process.poll() is None, f"it ended with {process.returncode}: {project.output()[-500:]}")
                    expect(time.monotonic() < until, "there are no results after a minute")
                    time.sleep(0.02)
                time.sleep(random.uniform(0, 0.3))
                before = project.results(torn=True)
                process.send_signal(number)
                begin = time.monotonic()
                try:
                    code = process.wait(60)
                except subprocess.TimeoutExpired:
                    raise Wrong("it has not ended a minute after the signal") from None
                took = time.monotonic() - begin
                expect(code == 130, f"exit {code}, not 130: {project.output()[-500:]}")
                project.no_orphan()
                cases, found = project.account(whole=False)
                project.right(found)
                expect(set(before) <= set(found), "results vanished")
                kept = len(found) - cases["errored"]
                code = project.run("eval", "qa", "--resume", "--quiet")
                expect(code == 0, f"--resume: exit {code}: {project.output()[-500:]}")
                cases, found = project.account()
                project.right(found)
                expect(cases["errored"] == cases["skipped"] == 0, f"--resume: {cases}")
                project.end()
                report(f"exit 130 after {took:.2f} s, {kept} kept, {len(found)} after --resume")


# 6. Two at once

def two_at_once(kind):
    with scenario(f"two evals on a {kind} into one folder at once"):
        turns = 2 if SHORT else 12
        waited = 0
        project = slow_project(f"two {kind}", kind, 400)
        for turn in range(turns):
            pair = [project.start("eval", "qa", "--quiet", lock="lock.0", output="output.0")]
            time.sleep(random.uniform(0, 0.5) if turn else 0)
            pair.append(project.start("eval", "qa", "--quiet", lock="lock.1", output="output.1"))
            try:
                codes = [process.wait(120) for process in pair]
            except subprocess.TimeoutExpired:
                raise Wrong("two at once have not ended after two minutes") from None
            expect(sorted(codes) == [0, 73], f"exits {codes}, not 0 and 73")
            text = project.output(f"output.{codes.index(73)}")
            errors = [line for line in text.splitlines() if "error:" in line]
            expect(
                len(errors) == 1 and "another perfgate writes to" in errors[0],
                f"the second one says {text!r}",
            )
            waited += codes[0] == 73
            cases, found = project.account()
            project.right(found)
            expect(cases["errored"] == cases["skipped"] == 0, f"the first one: {cases}")
        project.end()
        report(f"{turns} times, one error each, {waited} times of the one that was started first")


# 7. Results that are not as they were left

def damaged():
    with scenario("--resume with a damaged line"):
        project = Project("damaged", 60, None)
        expect(project.run("eval", "qa", "--quiet") == 0, f"exit: {project.output()[-500:]}")
        lines = project.file.read_bytes().split(b"\n")
        lines[30] = lines[30][:50]
        damaged = b"\n".join(lines)
        project.file.write_bytes(damaged)
        code = project.run("eval", "qa", "--resume", "--quiet")
        expect(code == 65, f"exit {code}, not 65: {project.output()[:300]}")
        expect("qa.jsonl:31:" in project.output(), f"it says {project.output()[:300]!r}")
        expect(project.file.read_bytes() == damaged, "the file has changed")
        project.end()


def mended():
    """Errors are taken out of the file and tried again, and kills hit that, too."""
    with scenario("--resume until nothing errors, with kills"):
        project = Project("mended", 600, None, "concurrency: 8, ", faults={"wrong-json": 0.1})
        kept = {}
        rounds = killed = 0
        while True:
            rounds += 1
            expect(rounds < 100, f"{len(kept)} results after {rounds} rounds")
            process = project.start("eval", "qa", "--resume", "--quiet")
            try:
                code = process.wait(random.uniform(0, 1) if rounds % 2 else 120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                code = None
            found = project.results(torn=True) if project.file.exists() else {}
            good = {key: value for key, value in found.items() if value["outcome"] != "errored"}
            expect(set(kept) <= set(good), "results vanished")
            expect(all(good[key] == kept[key] for key in kept), "a result that was kept has changed")
            kept = good
            if code is None:
                continue
            cases, found = project.account()
            project.right(found)
            # Nothing is gated, but what is above the ceiling of no errors could not be evaluated.
            unknown = cases["errored"] or cases["skipped"]
            expect(code == (30 if unknown else 0), f"exit {code}: {cases}")
            if not cases["errored"] and not cases["skipped"]:
                break
        project.end()
        report(f"{rounds} rounds, {killed} of them killed, {len(found)} results")


# Conducting

class Skipped(Exception):
    """A scenario that cannot be played here."""


current = threading.local()


def report(text):
    current.report = text


class scenario:
    """Says how a scenario ended, and lets the others go on."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.begin = time.monotonic()
        current.report = ""

    def __exit__(self, kind, error, trace):
        took, total = time.monotonic() - self.begin, time.monotonic() - BEGIN
        if isinstance(error, Skipped):
            say(f"skipped {self.name}: {error}")
        elif isinstance(error, (Wrong, OSError, ValueError, KeyError, subprocess.SubprocessError)):
            text = str(error) if isinstance(error, Wrong) else f"{kind.__name__}: {error}"
            failures.append(f"{self.name}: {text}")
            say(f"FAILED  {self.name}: {text}")
        elif error:
            return False
        else:
            say(f"ok      {self.name:<46} {took:5.1f} s of {total:5.1f}  {current.report}")
        return True


def lane(*works):
    def conduct():
        try:
            for work, arguments in works:
                work(*arguments)
        except BaseException as error:  # Whatever it is, it must not pass for a success.
            failures.append(f"{type(error).__name__}: {error}")
            raise

    thread = threading.Thread(target=conduct)
    thread.start()
    return thread


def ended(number, _):
    """Whoever ends this script, or its time, ends all that it has started."""
    end_all()
    print(f"eval-faults: ended by {signal.Signals(number).name}", file=sys.stderr, flush=True)
    os._exit(1)


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)
    random.seed(SEED)
    say(f"seed {SEED}: EVAL_FAULTS_SEED={SEED} gives the same faults again")
    lanes = [
        lane((full_disk, ()), (two_at_once, ("worker",)), (two_at_once, ("server",)), (damaged, ())),
        lane((server_faults, ()), (mended, ())),
        lane(
            (kills, ("worker", 4 if SHORT else 25)), (kills, ("server", 4 if SHORT else 25)),
            (worker_faults, ()), (signals, ()),
        ),
    ]
    for thread in lanes:
        thread.join()
    end_all()
    if failures:
        print(f"eval-faults: {len(failures)} went wrong", file=sys.stderr)
        for failure in failures:
            print(f"  {failure}", file=sys.stderr)
        sys.exit(1)
    say(f"eval-faults: all survived in {time.monotonic() - BEGIN:.0f} s")


main()
