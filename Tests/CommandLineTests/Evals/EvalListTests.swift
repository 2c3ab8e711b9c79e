import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Listing evals", .waiting)
struct EvalListTests {
  private static let configuration = """
    suite: answers
    benchmarks:
      - {id: nap, command: [sleep, "0.01"], tags: [smoke]}
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        repeat: 3
        target:
          type: openai
          base_url: http://127.0.0.1:1/v1
          model: large
          estimated_tokens: 1k
        prices: prices.yaml
        scorers: [{type: exact}]
        tags: [smoke]
      - id: other
        dataset: {command: echo no > ran}
        target: {type: worker, command: ./answer, workers: 2}
        scorers: [{type: exact}]
    """

  private func project(_ configuration: String = Self.configuration) throws -> TestProject {
    let project = try TestProject(configuration)
    try project.folder.write(#"{"id": 1}"# + "\n" + #"{"id": 2}"# + "\n", to: "qa.jsonl")
    try project.folder.write("large: {input: 100, output: 500}\n", to: "prices.yaml")
    return project
  }

  @Test("cases are counted, costs are estimated from above, and no command is run")
  func lists() throws {
    let project = try project()
    let listed = try project.shell("\"$PERFGATE\" list")
    #expect(listed.exit == 0, "\(listed.transcript)")
    let words = listed.flatOutput
    #expect(words.contains("nap smoke"))
    // 2 cases, 3 repeats, 1000 tokens at 500 dollars a million.
    #expect(
      words.contains(
        "qa smoke 2 3 up to $3.00 by estimated_tokens openai large at http://127.0.0.1:1/v1"
      )
    )
    #expect(words.contains("other ? 1 ? worker x2 ./answer"))
    #expect(words.contains("2 evals"))
    #expect((try? project.folder.text(of: "ran")) == nil)
  }

  @Test("a cost rests on prompts and prices, and better on what replies cost before")
  func costs() throws {
    let guess = "      estimated_tokens: 1k\n"
    let plain = Self.configuration.replacing(guess, with: "")
    let prompt = String(repeating: "ab ", count: 2_665)
    let project = try project(
      Self.configuration.replacing(
        guess,
        with: "      prompt: \(prompt)cd\n      parameters: {max_tokens: 400}\n"
      )
    )
    let cases = (1...2).map { #"{"id": "\#($0)", "input": "a", "expected": "a"}"# }
    try project.folder.write(cases.joined(separator: "\n"), to: "qa.jsonl")
    func listed() throws -> (usd: Double?, basis: String?, text: String) {
      let json = try project.shell("\"$PERFGATE\" list --json --filter qa")
      let evals = try JSONReader.read(Array(json.output.utf8)).object().required("evals").array()
      let eval = try #require(evals.first).object()
      let text = try project.shell("\"$PERFGATE\" list --filter qa").flatOutput
      return (try eval["cost_usd"]?.number(), try eval["cost_basis"]?.string(), text)
    }
    // 7,997 bytes and those of the role are 2,000 tokens at 100 dollars a million, and 400 at 500, six times.
    let prompts = try listed()
    #expect(abs((prompts.usd ?? 0) - 6 * (0.2 + 0.2)) < 1e-9 && prompts.basis == "limited_replies")
    #expect(prompts.text.contains("about $2.40 by its prompts and max_tokens"))
    try project.write(plain)
    #expect(try listed().basis == "usual_replies")
    // Of a run whose target had no price, tokens at the prices that hold now.
    try project.write(
      plain.replacing(
        "type: openai\n",
        with: "type: replay\n      path: recorded.jsonl\n"
      ).split(separator: "\n").filter { line in
        !["base_url", "model:", "prices:"].contains { line.contains($0) }
      }.joined(separator: "\n")
    )
    try project.folder.write(
      (1...2).map { id in
        #"{"id": "\#(id)", "output": "a", "usage": {"input": 1000, "output": 100}}"#
      }.joined(separator: "\n"),
      to: "recorded.jsonl"
    )
    let run = try project.perfgate("eval", "qa")
    #expect(run.exit == 0, "\(run.transcript)")
    try project.write(plain)
    let last = try listed()
    #expect(abs((last.usd ?? 0) - 6 * 0.15) < 1e-9 && last.basis == "last_run")
    #expect(last.text.contains("about $0.90 as in the last run"))
    try project.write(plain.replacing("    prices: prices.yaml\n", with: ""))
    #expect(try listed().usd == nil)
  }

  @Test("evals are selected like benchmarks")
  func selects() throws {
    let project = try project()
    let cases: [(String, [String])] = [
      ("", ["nap", "qa", "other"]), ("--only evals", ["qa", "other"]),
      ("--only benchmarks", ["nap"]), ("--tag smoke", ["nap", "qa"]),
      ("--tag smoke --only evals", ["qa"]), ("--filter 'o*'", ["other"]),
      ("--exclude qa", ["nap", "other"]), ("--shard 1/2", ["nap", "qa", "other"]),
      ("--shard 2/2", []),
    ]
    for (options, expected) in cases {
      let listed = try project.shell("\"$PERFGATE\" list --json \(options)")
      #expect(listed.exit == 0, "\(listed.transcript)")
      let object = try JSONReader.read(Array(listed.output.utf8)).object()
      var ids: [String] = []
      for key in ["benchmarks", "evals"] {
        for entry in try object[key]?.array() ?? [] {
          ids.append(try entry.object().required("id").string())
        }
      }
      #expect(ids == expected, "\(options)")
    }
  }

  @Test("what selects nothing says what there is")
  func nothing() throws {
    let project = try project()
    for (options, message) in [
      ("--filter none", "no benchmark or eval matches 'none'"),
      ("--tag smoky", "no benchmark or eval has the tag 'smoky' (did you mean 'smoke'?)"),
      ("--filter nap --only evals", "the options together select nothing"),
    ] {
      let listed = try project.shell("\"$PERFGATE\" list \(options)")
      #expect(listed.exit == 64, "\(listed.transcript)")
      #expect(listed.diagnostics.contains(message), "\(listed.transcript)")
    }
  }

  @Test("eval wants an eval, and says what there is")
  func wants() throws {
    let project = try project()
    let unknown = try project.perfgate("eval", "othr")
    #expect(unknown.exit == 64)
    #expect(unknown.diagnostics.contains("error: no eval matches 'othr'"), "\(unknown.transcript)")
    #expect(unknown.diagnostics.contains("did you mean 'other'?"))
    let benchmark = try project.perfgate("eval", "nap")
    #expect(benchmark.exit == 64)
    #expect(
      benchmark.diagnostics.contains("error: 'nap' is a benchmark, and no eval"),
      "\(benchmark.transcript)"
    )
    #expect(benchmark.diagnostics.contains("hint: the evals are qa, other"))
  }

  @Test("a file of evals alone is a project, and a suite among others")
  func alone() throws {
    let evals = Self.configuration.split(separator: "\n").filter { !$0.contains("nap") }
      .filter { $0 != "benchmarks:" }.joined(separator: "\n")
    let project = try project(evals)
    let alone = try project.shell("\"$PERFGATE\" list")
    #expect(alone.exit == 0, "\(alone.transcript)")
    #expect(alone.flatOutput.hasPrefix("eval "))
    try project.folder.write(
      "suite: naps\nbenchmarks: [{id: nap, command: [sleep, '0.01']}]\n",
      to: "naps.yaml"
    )
    let both = try project.shell("\"$PERFGATE\" list -c naps.yaml -c perfgate.yaml --suite answers")
    #expect(both.exit == 0, "\(both.transcript)")
    #expect(both.flatOutput.contains("answers:qa smoke 2 3"))
  }
}
