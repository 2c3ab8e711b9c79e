"""Answers perfgate's cases: the client of the protocol perfgate.worker/1 for Python 3.8 and later.

One file without dependencies, to be copied beside a program:

    import perfgate_worker

    def answer(case):
        return my_model(case["input"])

    perfgate_worker.serve(answer)

perfgate starts the program and writes a JSON object a line on its standard input; each is answered by a
line on standard output. Standard output belongs to the protocol: what the program prints goes to
standard error, which perfgate keeps and shows where a case fails.
"""

import asyncio
import concurrent.futures
import inspect
import json
import os
import sys
import threading
import traceback

__all__ = ["PROTOCOL", "WorkerError", "claim_streams", "serve"]

PROTOCOL = "perfgate.worker/1"

# One of them is in every reply; `usage` and `cost_usd` may stand beside it.
_RESULTS = ("output", "error", "score", "vector", "vectors")


class WorkerError(Exception):
    """A failure that perfgate is told of: nothing is known of the case then.

    kind is one word: `rate_limit` slows everybody down, `timeout` is tried again, any other kind is
    tried again only where retry_after_ms says after how many milliseconds.
    """

    def __init__(self, kind, message, retry_after_ms=None):
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.retry_after_ms = retry_after_ms

    def _as_reply(self):
        error = {"kind": str(self.kind), "message": str(self.message)}
        if self.retry_after_ms is not None:
            error["retry_after_ms"] = self.retry_after_ms
        return {"error": error}


class _Streams:
    """The two ends of the protocol; what is written from several threads stays line by line."""

    def __init__(self):
        self._lock = threading.Lock()
        # Copies that child processes do not inherit. The descriptors themselves lead elsewhere from now
        # on, so that neither a print nor a child that reads its input gets into the protocol.
        self._input = os.fdopen(os.dup(0), "rb")
        self._output = os.fdopen(os.dup(1), "wb", buffering=0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        # What is buffered goes to standard error as well.
        sys.stdout.flush()
        sys.stdout = sys.stderr

    def lines(self):
        """The lines that perfgate writes; they end when perfgate closes its end."""
        return iter(self._input.readline, b"")

    def read_line(self):
        return self._input.readline()

    def write(self, message):
        """Writes a message as a line."""
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # A lone surrogate is no text; JSON could say it, but no reader has to take it.
        data = memoryview(text.encode("utf-8", "replace") + b"\n")
        with self._lock:
            try:
                while data:
                    data = data[self._output.write(data):]
            except BrokenPipeError:
                # perfgate has gone: its end of the input closes, too, which ends the worker.
                pass


_streams = None


def claim_streams():
    """Takes standard input and output for the protocol.

    serve() does it. Call it first where loading what the handler needs already prints a lot or starts
    processes.
    """
    global _streams
    if _streams is None:
        _streams = _Streams()
    return _streams


def serve(handler, max_inflight=1):
    """Answers cases until perfgate closes the standard input.

    handler(case) gets the message of perfgate as a dict: "case" (the id), "repeat" (from 0), "input",
    "deadline_ms", and "config" where one is configured. What it returns is the answer:

    - a str, a number, a bool, None or a list: the output;
    - a dict with "output", or "score" (a scorer, from 0 to 1), or "vector" (embeddings), and beside it
      "usage" ({"input", "cached", "output", "reasoning"}) and "cost_usd" where they are known.

    An exception becomes an error of that case; the worker goes on.

    max_inflight is how many cases it takes at a time. Above 1 a plain handler runs on that many threads,
    and an `async def` handler as that many tasks of one event loop.
    """
    if not isinstance(max_inflight, int) or isinstance(max_inflight, bool) or max_inflight < 1:
        raise ValueError("max_inflight is a whole number of at least 1, found %r" % (max_inflight,))
    streams = claim_streams()
    streams.write({"hello": {"protocol": PROTOCOL, "max_inflight": max_inflight}})
    call = getattr(handler, "__call__", None)
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(call):
        asyncio.run(_serve_tasks(handler, max_inflight, streams))
    elif max_inflight == 1:
        for line in streams.lines():
            _answer(handler, line, streams)
    else:
        with concurrent.futures.ThreadPoolExecutor(max_inflight) as pool:
            for line in streams.lines():
                pool.submit(_answer, handler, line, streams)


async def _serve_tasks(handler, max_inflight, streams):
    loop = asyncio.get_running_loop()
    places = asyncio.Semaphore(max_inflight)
    tasks = set()

    async def run(line):
        async with places:
            await _answer_async(handler, line, streams)

    # A thread of its own: those of the loop's pool may all be busy with the handler's work.
    with concurrent.futures.ThreadPoolExecutor(1) as reader:
        while True:
            line = await loop.run_in_executor(reader, streams.read_line)
            if not line:
                break
            task = asyncio.ensure_future(run(line))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    if tasks:
        await asyncio.gather(*tasks)


def _answer(handler, line, streams):
    case = _read(line, streams)
    if case is None:
        return
    try:
        reply = _checked(handler(case))
    except (Exception, SystemExit) as error:
        reply = _failure(error)
    _send(case["id"], reply, streams)


async def _answer_async(handler, line, streams):
    case = _read(line, streams)
    if case is None:
        return
    try:
        reply = _checked(await handler(case))
    except (Exception, SystemExit) as error:
        reply = _failure(error)
    _send(case["id"], reply, streams)


def _read(line, streams):
    """The message of a line; None where it is none, which perfgate is told."""
    if not line.strip():
        return None
    try:
        case = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        _send(None, _error("protocol", "the line is not JSON: %s" % error), streams)
        return None
    if not isinstance(case, dict) or "id" not in case:
        _send(None, _error("protocol", "the line is not an object with an 'id'"), streams)
        return None
    return case


def _checked(answer):
    """An answer of the handler as the members of a reply."""
    if inspect.isawaitable(answer):
        raise TypeError("the handler returned an awaitable: declare it with async def")
    if not isinstance(answer, dict):
        return {"output": answer}
    if not any(key in answer for key in _RESULTS):
        raise ValueError("the handler returned a dict without any of " + ", ".join(_RESULTS))
    return {key: value for key, value in answer.items() if key != "id"}


def _failure(error):
    if isinstance(error, WorkerError):
        return error._as_reply()
    traceback.print_exc(file=sys.stderr)
    return _error("exception", "%s: %s" % (type(error).__name__, error))


def _error(kind, message):
    return {"error": {"kind": kind, "message": message}}


def _send(identifier, reply, streams):
    try:
        streams.write(dict(reply, id=identifier))
    except (TypeError, ValueError, RecursionError) as error:
        # No JSON can be made of what the handler returned.
        streams.write(dict(_error("reply", "the answer is not JSON: %s" % error), id=identifier))
