import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Errors of a file")
struct ErrorReportTests {
  /// A file in which nearly every key is wrong.
  private static let faulty = """
    version: 2
    suit: parser
    build: {comand: make}
    defaults:
      timeout: 60
      samples: {min: 30, max: 20}
    benchmarks:
      - ./parse 'a
      - id: a//b
        command: ./b
        warmpu: 3
      - id: c
        command: ./c
        stdin: {file: x, text: y}
        env: {1A: x}
        expect: {exit: 256}
        tags: [a, a]
      - id: c
        command: ./d
        id: e
      - id: d
    gate:
      fail_on: crtical
      limit: 10
      on_missing: warm
    rules:
      - match: {metric: wal}
        limit: 5%
      - match: {id: x}
      - limit: 5%
      - match: {metric: "*"}
        min_delta: 1ms
        budget: {max: 1s}
        levels: {minor: 20%, major: 10%}
        severity: minor
    baselines: {dir: /abs, classes: {.x: {os: linux, arch: y}, y: {arch: z}}}
    reports: {junit: {dialect: stict}, markdown: {max_bytes: 5}}
    """

  /// What is said about it.
  private static let report = """
    p:1:10: error: 'version' must be 1, found '2'
    p:2:1: error: unknown key 'suit' in the configuration (did you mean 'suite'?)
    p:3:8: error: 'command' is missing from 'build'
    p:3:9: error: unknown key 'comand' in 'build' (did you mean 'command'?)
    p:5:12: error: 'timeout' must be a duration such as 500ms, found '60'
      hint: write 60s
    p:6:27: error: 'max' (20) must not be below 'min' (30)
    p:8:5: error: a single quote is not closed in 'command'
      hint: write the command as a list of words where quoting gets hard
    p:9:9: error: the id 'a//b' has an empty segment
    p:11:5: error: unknown key 'warmpu' in a benchmark (did you mean 'warmup'?)
    p:14:12: error: 'stdin' must have one of file and text, found both
    p:15:11: error: '1A' is no name of a variable
      hint: letters, digits and '_', no digit first
    p:16:20: error: 'exit' must be a whole number from 0 to 255, found '256'
    p:17:15: error: the tag 'a' is given twice
    p:20:5: error: the key 'id' is already given on line 18
    p:21:5: error: 'command' is missing from a benchmark
      hint: add command: ./program argument
    p:23:12: error: 'fail_on' must be one of critical, major, minor, never, found 'crtical' (did you mean 'critical'?)
    p:24:10: error: 'limit' must be a percentage such as 10% or off, found '10'
      hint: write 10%
    p:25:15: error: 'on_missing' must be one of fail, warn, ignore, found 'warm' (did you mean 'warn'?)
    p:27:21: error: unknown metric 'wal' (did you mean 'wall'?)
    p:29:5: error: this rule says nothing about what it matches
      hint: add a limit: 5%
    p:30:5: error: 'match' is missing from a rule
      hint: add match: {id: "**"}
    p:32:16: error: 'min_delta' needs a rule for one metric
      hint: name it: match: {metric: wall}
    p:33:13: error: a budget needs a rule that names its metric
      hint: name it: match: {metric: peak_rss}
    p:34:13: error: a rule has either 'levels' or 'severity', not both
    p:34:33: error: 'major' (10%) must be above 'minor' (20%)
    p:36:18: error: 'dir' must be relative to the configuration's folder
    p:36:34: error: '.x' is no name of a machine class
      hint: letters, digits, '.', '_' and '-', a letter or digit first, at most 100
    p:36:63: error: 'os' is missing from a machine class
      hint: add os: linux
    p:37:28: error: 'dialect' must be one of strict, rich, found 'stict' (did you mean 'strict'?)
    p:37:58: error: 'max_bytes' must be a whole number from 1000 to 1000000, found '5'
    """

  @Test("all of them are told at once, in the order of the text")
  func wholeFile() {
    #expect(Fixtures.errors(Self.faulty).joined(separator: "\n") == Self.report)
  }

  @Test("rules are checked against all benchmarks")
  func deadRules() {
    let text = """
      benchmarks:
        - id: parse/large
          command: "p {size}"
          parameters: {size: [10, 20]}
        - format
      rules:
        - {match: {id: parse/lrage}, limit: 5%}
        - {match: {id: "zzz/**"}, limit: 5%}
        - {match: {id: "parse/**", params: {size: 30}}, limit: 5%}
        - {match: {params: {mode: fast}}, limit: 5%}
        - {match: {id: format}, limit: 1.5%}
        - {match: {id: "Format"}, limit: 5%}
        - {match: {id: format, metric: wall}, tolerance: 20%}
        - {match: {metric: output_size}, limit: 0.1%}
      """
    let expected = """
      p:7:18: error: this rule matches nothing: no benchmark is called 'parse/lrage' (did you mean 'parse/large'?)
      p:8:18: error: this rule matches nothing: no benchmark is called 'zzz/**'
        hint: benchmarks: parse/large, format
      p:9:38: error: this rule matches nothing: no benchmark has these parameters
        hint: what it matches otherwise has size: 10, 20
      p:10:22: error: this rule matches nothing: no benchmark has these parameters
        hint: what it matches otherwise has no 'mode'
      p:11:34: error: the limit (1.5%) and the tolerance (20%) leave nothing in between: the limit must be the larger one
      p:11:34: error: the limit (1.5%) and the tolerance (2%) leave nothing in between: the limit must be the larger one
      p:12:18: error: this rule matches nothing: no benchmark is called 'Format' (did you mean 'format'?)
      p:14:43: error: the limit (0.1%) and the tolerance (0.1%) leave nothing in between: the limit must be the larger one
      """
    #expect(Fixtures.errors(text).joined(separator: "\n") == expected)
  }

  @Test("two benchmarks must not share an id, whatever the case")
  func collisions() {
    let text = """
      benchmarks:
        - a/parse x
        - b/parse y
        - Parse
        - id: q
          command: "p {n}"
          parameters: {n: [X, x]}
        - id: "q[n=X]"
          command: p
        - {id: STRASSE, command: p}
        - {id: straße, command: p}
      """
    let expected = """
      p:3:5: error: the benchmark 'parse' is already defined on line 2
        hint: give each of them an id of its own
      p:4:5: error: the benchmark 'Parse' differs only in case from 'parse' on line 2
        hint: give each of them an id of its own: some disks know no case
      p:5:5: error: the benchmark 'q[n=x]' differs only in case from 'q[n=X]' on line 5
        hint: give each of them an id of its own: some disks know no case
      p:8:5: error: the benchmark 'q[n=X]' is already defined on line 5
        hint: give each of them an id of its own
      p:11:5: error: the benchmark 'straße' differs only in case from 'STRASSE' on line 10
        hint: give each of them an id of its own: some disks know no case
      """
    #expect(Fixtures.errors(text).joined(separator: "\n") == expected)
  }

  @Test("limits that are close are a warning, and so is a gate that cannot fail")
  func warnings() throws {
    let close = try ProjectConfiguration.read(
      text: "benchmarks: [p]\ngate: {limit: 3%}\n",
      path: "p"
    )
    #expect(
      close.warnings.map(\.text) == [
        "p:2:15: warning: the limit (3%) and the tolerance (2%) are close, which takes long to decide\n  hint: a limit of at least 4.04% is decided sooner"
      ]
    )
    let off = try ProjectConfiguration.read(
      text: "benchmarks: [p]\ngate: {limit: off}\n",
      path: "p"
    )
    #expect(
      off.warnings.map(\.text) == [
        "p:2:1: warning: the limit is off and no rule sets a limit or a budget: no change can fail\n  hint: remove limit: off, or add rules"
      ]
    )
    #expect(
      try ProjectConfiguration.read(text: Fixtures.full, path: "p").warnings.isEmpty
    )
    let budget =
      "benchmarks: [p]\ngate: {limit: off}\n"
      + "rules: [{match: {metric: wall}, budget: {max: 1s}}]"
    #expect(try ProjectConfiguration.read(text: budget, path: "p").warnings.isEmpty)
  }

  @Test(
    "what is no YAML is told where and why",
    arguments: [
      (
        "benchmarks: [p\nsuite: x",
        "p:2:6: error: not valid YAML: did not find expected ',' or ']'\n  note: while parsing a flow sequence that begins on line 1\n  hint: inside of [ ] and { } put a text that holds one of , [ ] { } in quotes"
      ),
      (
        "benchmarks:\n\t- p",
        "p:2:1: error: a tab must not indent YAML\n  hint: use spaces"
      ),
      (
        "benchmarks: [p]\nrules: [{owner: @core}]",
        "p:2:17: error: '@' must not begin a text without quotes\n  hint: put the text in double quotes"
      ),
      (
        "benchmarks: - p",
        "p:1:13: error: not valid YAML: block sequence entries are not allowed in this context"
      ),
      (
        "suite: a: b",
        "p:1:9: error: not valid YAML: mapping values are not allowed in this context\n  hint: put a text that holds ': ' in quotes, and check the indentation"
      ),
      (
        "benchmarks: [p]\n---\nbenchmarks: [q]",
        "p:2:1: error: a second document begins here, a file holds one\n  hint: remove the line '---'"
      ),
      (
        "benchmarks: [*x]",
        "p:1:14: error: this alias has no anchor above it\n  hint: put a text that begins with '*' in double quotes"
      ),
      (
        "benchmarks: [\"p]",
        "p:1:17: error: not valid YAML: found unexpected end of stream\n  note: while scanning a quoted scalar that begins on line 1"
      ),
      (
        "benchmarks: [p]\n suite: x",
        "p:2:2: error: not valid YAML: did not find expected key\n  note: while parsing a block mapping that begins on line 1\n  hint: check the indentation of this line and the lines above"
      ),
      (
        "a: &x [*x]",
        "p:1:8: error: this alias has no anchor above it\n  hint: put a text that begins with '*' in double quotes"
      ),
      (
        "benchmarks: [\"\\q\"]",
        "p:1:15: error: not valid YAML: found unknown escape character\n  note: while parsing a quoted scalar that begins on line 1"
      ),
      (
        "{",
        "p:2:1: error: not valid YAML: did not find expected node content\n  note: while parsing a flow node that begins on line 2"
      ),
      (
        "]",
        "p:1:1: error: not valid YAML: did not find expected node content\n  note: while parsing a block node that begins on line 1"
      ),
      (
        "%FOO 1.0\n---\nbenchmarks: [p]",
        "p:1:5: error: not valid YAML: found unknown directive name\n  note: while scanning a directive that begins on line 1"
      ),
      (
        "%YAML 9.9\n---\nbenchmarks: [p]",
        "p:1:1: error: not valid YAML: found incompatible YAML document"
      ),
      (
        "benchmarks: [p]\n<<: {suite: x}",
        "p:2:1: error: merge keys ('<<') are not supported\n  hint: put shared settings under 'defaults', or use an alias for a whole value"
      ),
      (
        "benchmarks: !!set [p]",
        "p:1:13: error: tags ('!!set') are not supported"
      ),
      (
        "suite: !x y\nbenchmarks: [p]",
        "p:1:8: error: tags ('!x') are not supported"
      ),
      (
        "? [a]\n: b",
        "p:1:1: error: 'benchmarks' is missing from the configuration\n  hint: the smallest file is: benchmarks: [./program argument]\np:1:3: error: a key must be text, found a list"
      ),
      (
        "{*a : b}",
        "p:1:2: error: this alias has no anchor above it\n  hint: put a text that begins with '*' in double quotes"
      ),
    ]
  )
  func invalid(text: String, expected: String) {
    #expect(Fixtures.errors(text).joined(separator: "\n") == expected)
  }

  @Test(
    "a key given twice is an error at both lines, and the rest is read",
    arguments: [
      (
        "benchmarks: [p]\nsuite: a\nsuite: b\nsuite: c\nversion: 3",
        "p:3:1: error: the key 'suite' is already given on line 2\np:4:1: error: the key 'suite' is already given on line 2\np:5:10: error: 'version' must be 1, found '3'"
      ),
      (
        "benchmarks: [p]\n\"suite\": a\n'suite': b\nx: y",
        "p:3:1: error: the key 'suite' is already given on line 2\np:4:1: error: unknown key 'x' in the configuration\n  hint: known keys: version, suite, suites, build, defaults, benchmarks, monitors, evals, gate, rules, profiles, baselines, reports"
      ),
      (
        "benchmarks: [{command: p, command: q}]\nx: 1\nx: 2",
        "p:1:27: error: the key 'command' is already given on line 1\np:2:1: error: unknown key 'x' in the configuration\n  hint: known keys: version, suite, suites, build, defaults, benchmarks, monitors, evals, gate, rules, profiles, baselines, reports\np:3:1: error: the key 'x' is already given on line 2"
      ),
      (
        "\"\": a\n\"\": b",
        "p:1:1: error: the key '' is given twice"
      ),
      (
        "&a suite: x\n*a : y",
        "p:1:1: error: the key 'suite' is given twice"
      ),
      (
        "benchmarks: [{id: x, command: p, env: {A: 1, A: 2}}]",
        "p:1:46: error: the key 'A' is already given on line 1"
      ),
      (
        "benchmarks: [p]\r\nsuite: ä\r\nsuite: b\r\n",
        "p:3:1: error: the key 'suite' is already given on line 2"
      ),
      (
        "ä\u{2028}benchmarks: [p]",
        "p:2:11: error: not valid YAML: mapping values are not allowed in this context\n  hint: put a text that holds ': ' in quotes, and check the indentation"
      ),
    ]
  )
  func duplicates(text: String, expected: String) {
    #expect(Fixtures.errors(text).joined(separator: "\n") == expected)
  }

  @Test(
    "a file without a configuration",
    arguments: [
      (
        "",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "\n\n",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "# only a comment\n",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "---\n",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "~",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "null",
        "p: error: the file is empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "[p]",
        "p:1:1: error: a configuration is a mapping of keys and values, found a list\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "p",
        "p:1:1: error: a configuration is a mapping of keys and values, found 'p'\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "{}",
        "p:1:1: error: 'benchmarks' is missing from the configuration\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "benchmarks:",
        "p:1:1: error: 'benchmarks' must be a list of benchmarks, found nothing"
      ),
      (
        "benchmarks: []",
        "p:1:13: error: 'benchmarks' must not be empty\n  hint: the smallest file is: benchmarks: [./program argument]"
      ),
      (
        "benchmarks: {}",
        "p:1:13: error: 'benchmarks' must be a list of benchmarks, found a mapping"
      ),
      (
        "benchmarks: p",
        "p:1:13: error: 'benchmarks' must be a list of benchmarks, found 'p'"
      ),
      (
        "benchmarks: [~]",
        "p:1:14: error: an entry of 'benchmarks' must be a command or a mapping, found nothing"
      ),
      (
        "benchmarks: ['']",
        "p:1:14: error: 'command' must not be empty"
      ),
      (
        "suite:\nbenchmarks: [p]",
        "p:1:1: error: 'suite' must be a name, found nothing"
      ),
      (
        "rules:\nbenchmarks: [p]",
        "p:1:1: error: 'rules' must be a list of rules, found nothing"
      ),
      (
        "a\u{0}b",
        "p:1:2: error: the control character U+0000 must not stand in YAML\n  hint: write it as an escape in double quotes, or remove it"
      ),
      (
        "a\u{1}\nb: \u{7F}\u{9B}",
        "p:1:2: error: the control character U+0001 must not stand in YAML\n  hint: write it as an escape in double quotes, or remove it\np:2:4: error: the control character U+007F must not stand in YAML\n  hint: write it as an escape in double quotes, or remove it\np:2:5: error: the control character U+009B must not stand in YAML\n  hint: write it as an escape in double quotes, or remove it"
      ),
      (
        "\u{FFFE}",
        "p:1:1: error: the control character U+FFFE must not stand in YAML\n  hint: write it as an escape in double quotes, or remove it"
      ),
    ]
  )
  func empty(text: String, expected: String) {
    #expect(Fixtures.errors(text).joined(separator: "\n") == expected)
  }
}
