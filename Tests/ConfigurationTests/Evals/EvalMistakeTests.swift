import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Mistakes in evals")
struct EvalMistakeTests {
  @Test("an eval without what it needs says what is missing")
  func missing() {
    #expect(
      Fixtures.errors("evals:\n  - repeat: 2\n") == [
        "p:2:5: error: 'id' is missing from an eval\n  hint: add id: name",
        "p:2:5: error: 'dataset' is missing from an eval\n"
          + "  hint: add dataset: {path: cases.jsonl}",
        "p:2:5: error: 'target' is missing from an eval\n"
          + "  hint: add target: {type: exec, command: ./answer}",
        "p:2:5: error: 'scorers' is missing from an eval\n  hint: add scorers: [{type: exact}]",
      ]
    )
    #expect(Fixtures.messages("evals: []\n") == ["p:1:8: error: 'evals' must not be empty"])
    #expect(
      Fixtures.messages("evals: [./answer]\n") == [
        "p:1:9: error: an eval must be a mapping, found './answer'"
      ]
    )
    #expect(
      Fixtures.messages("evals: qa\n") == [
        "p:1:8: error: 'evals' must be a list of evals, found 'qa'"
      ]
    )
  }

  @Test("unknown keys and words are told with what is near")
  func unknown() {
    #expect(
      Fixtures.messages(EvalFixtures.eval("cache: {mode: read_write}")) == [
        "p:6:5: error: unknown key 'cache' in an eval"
      ]
    )
    #expect(
      Fixtures.messages(EvalFixtures.eval("repeats: 3")) == [
        "p:6:5: error: unknown key 'repeats' in an eval (did you mean 'repeat'?)"
      ]
    )
    #expect(
      Fixtures.messages(EvalFixtures.scorer("type: exat")).first?.hasSuffix(
        "found 'exat' (did you mean 'exact'?)"
      ) == true
    )
    #expect(
      Fixtures.messages(EvalFixtures.eval("execute: {concurrency: adaptiv}")) == [
        "p:6:28: error: 'concurrency' must be a whole number or adaptive, found 'adaptiv' "
          + "(did you mean 'adaptive'?)"
      ]
    )
  }

  @Test("ids are unique among everything that has one, after case folding")
  func ids() {
    let benchmarks = "benchmarks:\n  - {id: QA, command: x}\n"
    #expect(
      Fixtures.errors(benchmarks + EvalFixtures.eval("")) == [
        "p:4:5: error: the id 'qa' differs only in case from 'QA' on line 2\n"
          + "  hint: give each benchmark, monitor and eval an id of its own"
      ]
    )
    let twice = EvalFixtures.eval("") + EvalFixtures.eval("").dropFirst("evals:".count)
    #expect(
      Fixtures.messages(twice) == ["p:7:5: error: the id 'qa' is already taken on line 2"]
    )
    #expect(
      Fixtures.messages(
        "benchmarks:\n  - {id: old, command: x}\n" + EvalFixtures.eval("was: old")
      ) == ["p:4:5: error: 'was' names 'old', which is configured itself"]
    )
    #expect(
      Fixtures.messages(
        "benchmarks:\n  - {id: new, command: x, was: old}\n" + EvalFixtures.eval("was: old")
      ) == ["p:4:5: error: 'was' names 'old', which 'new' was, too"]
    )
    #expect(
      Fixtures.messages(EvalFixtures.eval("was: qa")) == [
        "p:2:5: error: 'was' names 'qa', which is configured itself"
      ]
    )
  }

  @Test(
    "values out of place",
    arguments: [
      ("repeat: 0", "6:13: error: 'repeat' must be a whole number from 1 to 1000, found '0'"),
      ("pass: 0", "6:11: error: 'pass' must be a number above 0 and up to 1, or all, found '0'"),
      (
        "pass: some",
        "6:11: error: 'pass' must be a number above 0 and up to 1, or all, found 'some'"
      ),
      (
        "pass: NaN", "6:11: error: 'pass' must be a number above 0 and up to 1, or all, found 'NaN'"
      ),
      ("when_absent: fail", "6:5: error: 'when_absent' says nothing without 'requires_env'"),
      ("recorded: x", "6:5: error: 'recorded' says nothing without 'when_absent: replay'"),
      (
        "requires_env: [sk-12345]",
        "6:20: error: 'requires_env' must be the name of a variable, such as API_KEY"
      ),
      ("requires_env: [A, A]", "6:23: error: the variable 'A' is given twice"),
      ("requires_env: []", "6:19: error: 'requires_env' must not be empty"),
      ("tags: [a, a]", "6:15: error: the tag 'a' is given twice"),
      (
        "stream: {chunk: 0}",
        "6:21: error: 'chunk' must be a whole number from 1 to 1000000, found '0'"
      ),
      (
        "stream: {max_bytes: 0B}", "6:25: error: 'max_bytes' must be from 1B to 1TB, found '0B'"
      ),
      (
        "execute: {concurrency: 0}",
        "6:28: error: 'concurrency' must be a whole number from 1 to 10000, found '0'"
      ),
      (
        "execute: {rpm: 1.5}",
        "6:20: error: 'rpm' must be a whole number of at least 1, such as 150000, 150k or 2M, "
          + "found '1.5'"
      ),
      (
        "execute: {tpm: 0M}",
        "6:20: error: 'tpm' must be a whole number of at least 1, such as 150000, 150k or 2M, "
          + "found '0M'"
      ),
      (
        "execute: {retry: {base: 2m}}",
        "6:29: error: 'cap' (60s) must not be below 'base' (120s)"
      ),
      (
        "caps: {cost_usd: 0}",
        "6:22: error: 'cost_usd' must be a number of US dollars above 0, such as 2.50, found '0'"
      ),
      (
        "caps: {error_rate: 0.02}",
        "6:24: error: 'error_rate' must be a percentage such as 10%, found '0.02'"
      ),
      ("prices: ", "6:5: error: 'prices' must be a file such as prices.yaml, found nothing"),
    ]
  )
  func values(keys: String, expected: String) {
    #expect(Fixtures.messages(EvalFixtures.eval(keys)) == ["p:\(expected)"])
  }

  @Test("a replay of what is absent needs something recorded")
  func absent() {
    let keys = "requires_env: [A]\n    when_absent: replay"
    #expect(
      Fixtures.messages(EvalFixtures.eval(keys)) == [
        "p:7:18: error: 'when_absent: replay' needs 'recorded'"
      ]
    )
    #expect(Fixtures.messages(EvalFixtures.eval(keys + "\n    recorded: r.jsonl")) == [])
  }

  @Test("what may be a secret is not repeated")
  func secrets() {
    let server = "type: openai, base_url: 'https://x', model: m, key_env: sk-12345"
    let errors = Fixtures.errors(EvalFixtures.target(server))
    #expect(errors.count == 1)
    #expect(errors.first?.contains("12345") == false)
    let address = "type: openai, base_url: 'https://me:12345@x', model: m"
    #expect(
      Fixtures.messages(EvalFixtures.target(address)) == [
        "p:5:38: error: 'base_url' must not hold a user or a password"
      ]
    )
  }

  @Test(
    "datasets that cannot be read",
    arguments: [
      ("", "'dataset' must have one of path and command"),
      ("path: a.jsonl, command: x", "'dataset' must have one of path and command, found both"),
      ("path: cases", "the ending of 'cases' does not say how its rows are written"),
      ("path: a.json, format: yaml", "'format' must be one of jsonl, json, csv, tsv, found 'yaml'"),
      ("command: x, format: csv", "a command writes jsonl, found 'csv'"),
      ("path: a.csv, timeout: 5m", "'timeout' says nothing without 'command'"),
      ("path: a.csv, subset: {}", "'subset' must have tags or n"),
      ("path: a.csv, subset: {seed: 1}", "'seed' says nothing without 'n'"),
      ("path: a.csv, subset: {n: 0}", "'n' must be a whole number from 1 to 1000000000, found '0'"),
      ("path: a.csv, subset: {tags: []}", "'tags' must not be empty"),
      ("path: a.csv, map: {input: a..b}", "'input' has an empty part, found 'a..b'"),
      ("path: a.csv, map: {inputs: a}", "unknown key 'inputs' in 'map' (did you mean 'input'?)"),
    ]
  )
  func datasets(keys: String, expected: String) {
    #expect(phrases(EvalFixtures.dataset(keys)) == [expected])
  }

  @Test(
    "targets that cannot be used",
    arguments: [
      ("command: x", "'type' is missing from a target"),
      ("type: exec", "'command' is missing from a target"),
      ("type: exec, command: x, workers: 2", "'workers' says nothing of a target of type exec"),
      (
        "type: worker, command: x, workers: 0",
        "'workers' must be a whole number from 1 to 10000, found '0'"
      ),
      ("type: replay", "'path' is missing from a target"),
      (
        "type: replay, path: r, timeout: 1s",
        "'timeout' says nothing of a target of type replay"
      ),
      ("type: openai, model: m", "'base_url' is missing from a target"),
      ("type: openai, base_url: 'https://x'", "'model' is missing from a target"),
      (
        "type: openai, base_url: 'ftp://x', model: m",
        "'base_url' must be an address that begins with http:// or https://, found 'ftp://x'"
      ),
      (
        "type: openai, base_url: 'http://', model: m",
        "'base_url' must be an address with the name of a server, found 'http://'"
      ),
      (
        "type: openai, base_url: 'http://x?a=1#b', model: m",
        "'base_url' must end before '#', since a fragment is not sent"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, parameters: {stream: true}",
        "'stream' must not stand in 'parameters'"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, parameters: {seed: 12345678901234567890}",
        "'seed' has more digits than a JSON number keeps, found '12345678901234567890'"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, prompt: {}",
        "'prompt' must have one of text, file and messages"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, prompt: {text: a, file: b}",
        "'prompt' must have one of text, file and messages, found text and file"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, prompt: {messages: [{role: user}]}",
        "a message must have one of content and file"
      ),
      (
        "type: openai, base_url: 'http://x', model: m, prompt: {messages: [{role: me, content: a}]}",
        "'role' must be one of system, user, assistant, developer, found 'me'"
      ),
      (
        "type: exec, command: x, inputs: [/etc/passwd]",
        "'inputs' must be relative to the configuration's folder, found '/etc/passwd'"
      ),
    ]
  )
  func targets(keys: String, expected: String) {
    #expect(phrases(EvalFixtures.target(keys)) == [expected])
  }

  @Test(
    "scorers that cannot be used",
    arguments: [
      ("threshold: 1", "'type' is missing from a scorer"),
      (
        "type: exact, threshold: 1.1",
        "'threshold' must be a number from 0 to 1, such as 0.8, found '1.1'"
      ),
      (
        "type: exact, threshold: 70%",
        "'threshold' must be a number from 0 to 1, such as 0.8, found '70%'"
      ),
      ("type: exact, weight: -1", "'weight' must be a number from 0 to 1000000, found '-1'"),
      ("type: exact, weight: 0", "no scorer has a weight, so that every case would pass"),
      ("type: exact, k: 3", "'k' says nothing of a scorer of type exact"),
      (
        "type: exact, name: a/b",
        "'name' must have letters, digits, '-', '_' and '.' within, at most 64, found 'a/b'"
      ),
      (
        "type: exact, name: a.",
        "'name' must have letters, digits, '-', '_' and '.' within, at most 64, found 'a.'"
      ),
      (
        "type: exact, normalize: [lower]",
        "'normalize' must be one of trim, whitespace, casefold, nfc, nfkc, punctuation, articles, "
          + "numbers, found 'lower'"
      ),
      ("type: exact, normalize: [trim, trim]", "'trim' is given twice"),
      ("type: contains, values: []", "'values' must not be empty"),
      ("type: contains, values: a, expected: b", "'expected' says nothing beside 'values'"),
      ("type: regex", "'pattern' is missing from a scorer"),
      ("type: regex, pattern: a, expected: b", "'expected' says nothing without 'group'"),
      ("type: json_schema", "'schema' is missing from a scorer"),
      ("type: json_schema, schema: x", "'schema' must be a JSON schema, found 'x'"),
      (
        "type: numeric, abs: -1",
        "'abs' must be a number of at least 0, such as 0.01 or 1e-6, found '-1'"
      ),
      (
        "type: numeric, rel: 1e999",
        "'rel' must be a number of at least 0, such as 0.01 or 1e-6, found '1e999'"
      ),
      ("type: range", "a scorer of type range needs 'min', 'max' or both"),
      ("type: range, min: 2, max: 1", "'min' (2) must not be above 'max' (1)"),
      ("type: rouge_n, n: 0", "'n' must be a whole number from 1 to 9, found '0'"),
      ("type: recall_at_k", "'k' is missing from a scorer"),
      (
        "type: cosine, embeddings: x",
        "'embeddings' must be vectors, or a mapping with a type, found 'x'"
      ),
      (
        "type: cosine, embeddings: {type: worker, command: x, model: m}",
        "'model' says nothing of embeddings of type worker"
      ),
      ("type: llm_judge", "'target' is missing from a scorer"),
      (
        "type: llm_judge, votes: 2, target: {type: exec, command: x}",
        "'votes' must be odd, found '2'"
      ),
      (
        "type: llm_judge, target: {type: replay, path: x}",
        "'type' must be one of exec, worker, openai, found 'replay'"
      ),
      (
        "type: llm_judge, instructions: {}, target: {type: exec, command: x}",
        "'instructions' must have one of text and file"
      ),
      ("type: worker, workers: 2", "'command' is missing from a scorer"),
    ]
  )
  func scorers(keys: String, expected: String) {
    #expect(phrases(EvalFixtures.scorer(keys)) == [expected])
  }

  @Test("two scorers of one name are told apart by neither, whatever the case")
  func names() {
    #expect(
      phrases(EvalFixtures.scorer("type: exact}, {type: bleu, name: EXACT")) == [
        "the scorer 'EXACT' is already there on line 5"
      ]
    )
    #expect(phrases(EvalFixtures.scorer("type: exact}, {type: exact, name: again")) == [])
  }

  @Test("everything that is wrong is told at once")
  func all() {
    let text = """
      evals:
        - id: "a//b"
          dataset: {path: x}
          target: {type: worker}
          scorers: [{type: regex, threshold: 2}, {type: ndcg, k: x}]
          repeat: many
      """
    #expect(
      Fixtures.messages(text).map { $0.prefix(6) } == [
        "p:2:9:", "p:3:21", "p:4:13", "p:5:15", "p:5:40", "p:5:60", "p:6:13",
      ]
    )
  }

  @Test(
    "hostile values make one error each",
    arguments: [
      "path: \"a\\0.csv\"", "path: a.csv, map: {id: \"\\e[31m\"}", "path: [a.csv]",
      "path: a.csv, subset: {n: 99999999999999999999}", "path: {a: b}",
    ]
  )
  func hostile(keys: String) {
    let errors = Fixtures.messages(EvalFixtures.dataset(keys))
    #expect(errors.count == 1)
    #expect(errors.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 } })
  }

  /// What is wrong with a text, without the places.
  private func phrases(_ text: String) -> [String] {
    Fixtures.messages(text).map {
      String($0.split(separator: ": error: ", maxSplits: 1).last ?? "")
    }
  }
}
