import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Single mistakes")
struct SmallMistakeTests {
  @Test(
    "smaller mistakes",
    arguments: [
      (
        "defaults: {samples: {max: 10}}",
        "p:2:27: error: 'max' (10) must not be below 'min' (15)\n  hint: give min too, at most 10"
      ),
      (
        "defaults: {samples: {min: 300}}",
        "p:2:27: error: 'max' (200) must not be below 'min' (300)\n  hint: give max too, at least 300"
      ),
      (
        "defaults: {env: [A]}",
        "p:2:17: error: 'env' must be a mapping of variables, found a list"
      ),
      (
        "defaults: {env: {A: [x]}}",
        "p:2:21: error: 'A' must be text, found a list"
      ),
      (
        "build: ''",
        "p:2:8: error: 'build' must not be empty"
      ),
      (
        "build: {timeout: 1s}",
        "p:2:8: error: 'command' is missing from 'build'"
      ),
      (
        "build: {command: x, timeout: 0s}",
        "p:2:30: error: 'timeout' must be from 1ms to 168h, found '0s'"
      ),
      (
        "suite: \"a\\nb\"",
        "p:2:8: error: 'suite' must not hold control characters"
      ),
      (
        "suite: ''",
        "p:2:8: error: 'suite' must not be empty"
      ),
      (
        "rules: [{match: {}, limit: 5%}]",
        "p:2:17: error: 'match' must name something\n  hint: match: {id: \"**\"} is for everything"
      ),
      (
        "rules: [{match: {id: p}}]",
        "p:2:9: error: this rule says nothing about what it matches\n  hint: add a limit: 5%"
      ),
      (
        "rules: [{match: {id: p}, optional: true}]",
        "p:2:36: error: 'optional' needs a rule that names its metric\n  hint: name it: match: {metric: peak_rss}"
      ),
      (
        "rules: [{match: {metric: wall}, optional: yes}]",
        "p:2:43: error: 'optional' must be true or false, found 'yes'"
      ),
      (
        "rules: [{match: {metric: wall}, budget: {}}]",
        "p:2:41: error: 'budget' must have max or min"
      ),
      (
        "rules: [{match: {metric: wall}, budget: {max: 1s, min: 2s}}]",
        "p:2:56: error: 'min' must not be above 'max'"
      ),
      (
        "rules: [{match: {id: p}, levels: {}}]",
        "p:2:34: error: 'levels' must name a severity\n  hint: levels: {minor: 10%, critical: 50%}"
      ),
      (
        "rules: [{match: {id: p}, levels: {minor: 0%}}]",
        "p:2:42: error: 'minor' must be above 0%"
      ),
      (
        "rules: [{match: {id: p}, levels: {minor: 1%}}]",
        "p:2:34: error: the limit (1%) and the tolerance (2%) leave nothing in between: the limit must be the larger one"
      ),
      (
        "rules: [{match: {id: p}, limit: 5%, levels: {minor: 10%}}]",
        "p:2:45: error: a rule has either 'levels' or 'limit', not both"
      ),
      (
        "rules: {}",
        "p:2:8: error: 'rules' must be a list of rules, found a mapping"
      ),
      (
        "rules: [x]",
        "p:2:9: error: a rule must be a mapping, found 'x'\n  hint: known keys: match, limit, tolerance, against, min_delta, severity, levels, budget, optional, owner, enforce, until, reason"
      ),
      (
        "rules: [{match: p}]",
        "p:2:17: error: 'match' must be a mapping, found 'p'\n  hint: known keys: id, params, metric"
      ),
      (
        "rules: [{match: {metric: xyzzy}}]",
        "p:2:26: error: unknown metric 'xyzzy'\n  hint: metrics: wall, cpu, user, system, peak_rss, minor_faults, major_faults, voluntary_switches, involuntary_switches, output_size, pass_rate, score, latency, latency.p95, latency.p99, ttft, ttft.p95, throughput, tokens, tokens.input, tokens.cached, tokens.output, tokens.reasoning, cost, error_rate; pass_rate.SCORER and score.SCORER of evals, and stage.STAGE.FIGURE of monitored stages"
      ),
      (
        "profiles: {}",
        "p:2:11: error: 'profiles' must have 1 to 20 members, found 0"
      ),
      (
        "studies: []",
        "p:2:1: error: unknown key 'studies' in the configuration\n  hint: known keys: version, suite, suites, build, defaults, benchmarks, monitors, evals, gate, rules, profiles, baselines, reports"
      ),
      (
        "baselines: {classes: {a: {os: linux, arch: x}, A: {os: linux, arch: x}}}",
        "p:2:48: error: the machine class 'A' differs only in case from 'a'"
      ),
    ]
  )
  func smaller(text: String, expected: String) {
    #expect(Fixtures.errors("benchmarks: [p]\n" + text).joined(separator: "\n") == expected)
  }

  @Test(
    "smaller mistakes of a benchmark",
    arguments: [
      (
        "",
        "p:1:14: error: 'command' is missing from a benchmark\n  hint: add command: ./program argument"
      ),
      (
        "stdin: {}",
        "p:1:41: error: 'stdin' must have one of file and text"
      ),
      (
        "stdin: x",
        "p:1:41: error: 'stdin' must be a mapping, found 'x'\n  hint: known keys: file, text"
      ),
      (
        "expect: {}",
        "p:1:42: error: 'exit' is missing from 'expect'"
      ),
      (
        "expect: {exit: -1}",
        "p:1:49: error: 'exit' must be a whole number from 0 to 255, found '-1'"
      ),
      (
        "expect: {exit: \"{n}\"}",
        "p:1:49: error: 'exit' must be a whole number from 0 to 255, found '{n}'"
      ),
      (
        "expect: {exit: x}",
        "p:1:49: error: 'exit' must be a whole number from 0 to 255, found 'x'"
      ),
      (
        "tags: smoke",
        "p:1:40: error: 'tags' must be a list of tags, found 'smoke'"
      ),
      (
        "tags: [~]",
        "p:1:41: error: 'tags' must be text, found nothing"
      ),
      (
        "cwd: ''",
        "p:1:39: error: 'cwd' must not be empty"
      ),
      (
        "warmup: car",
        "p:1:42: error: 'warmup' must be a whole number from 0 to 1000, or auto, found 'car'"
      ),
      (
        "prepare: {}",
        "p:1:43: error: 'prepare' must be a command: text, or a list of words, found a mapping"
      ),
      (
        "prepare: [[]]",
        "p:1:44: error: 'prepare' must not be empty"
      ),
      (
        "prepare: ['']",
        "p:1:44: error: 'prepare' must not be empty"
      ),
      (
        "prepare: ~",
        "p:1:34: error: 'prepare' must be a command: text, or a list of words, found nothing"
      ),
      (
        "timeout: -1s",
        "p:1:43: error: 'timeout' must not be negative, found '-1s'"
      ),
      (
        "worker: [x]",
        "p:1:34: error: unknown key 'worker' in a benchmark\n  hint: known keys: id, command, parameters, warmup, samples, rounds, timeout, setup, prepare, cleanup, teardown, stdin, env, cwd, expect, inputs, pin, was, tags"
      ),
    ]
  )
  func benchmark(text: String, expected: String) {
    let command = text.isEmpty ? "" : "command: p, "
    let errors = Fixtures.errors("benchmarks: [{id: x, \(command)\(text)}]")
    #expect(errors.joined(separator: "\n") == expected)
  }
}
