import PerfgateModel
import Testing

@testable import PerfgateReport

struct WordingTests {
  @Test(arguments: [
    ("pass", "PASS: 5 judged, 2 unchanged"), ("mixed", "FAIL: 1 benchmark failed, 1 regression"),
    ("first-run", "SET-UP UNFINISHED, not your change: no baseline for machine class"),
    ("measure", "MEASURED: 3 metrics of 2 benchmarks; nothing was gated"),
    ("too-many-inconclusive", "UNDECIDED: "),
    (
      "against",
      "FAIL: 1 regression, 1 missing and 1 suspected in 8 judged against "
        + "origin/main at 89abcde (parse/large wall +11.2%; io/copy; io/write wall +5.8%)"
    ),
    ("against-pass", "PASS: 4 judged against origin/main at 89abcde, 1 unchanged"),
    ("against-identical", "PASS: 1 identical to origin/main at 89abcde, not measured"),
    (
      "against-base-fails",
      "NOTHING TO COMPARE, not your change: 1 benchmark fails in the base (io/read) (exit 20)"
    ),
    ("ab", #"PASS: 1 judged against the command "./parse-1.0 'data/large file.json'", 1 improved"#),
  ])
  func `The headline says what to think of the run`(name: String, start: String) throws {
    let verdict = try #require(SampleVerdicts.named.first { $0.name == name }?.verdict)
    #expect(Headline(verdict).line.hasPrefix(start), "\(Headline(verdict).line)")
  }

  @Test func `Nothing decided is never called a pass`() {
    let undecided = SampleVerdicts.finding("a", .inconclusive, base: 1, head: 1)
    for results in [[], [undecided]] {
      let line = Headline(SampleVerdicts.verdict(exit: .pass, results: results)).line
      #expect(!line.lowercased().contains("pass"), "\(line)")
      let verdict = SampleVerdicts.verdict(exit: .pass, results: results)
      let texts = [
        ConsoleReport.render(verdict, style: .file), MarkdownReport.render(verdict),
        ConsoleReport.render(SampleVerdicts.measure, style: .file),
      ]
      for text in texts { #expect(!text.contains(/(?i)\bpass\b/), "\(text)") }
    }
  }

  @Test(arguments: GateExit.allCases)
  func `Only a run that passed is called one`(exit: GateExit) {
    let finding = SampleVerdicts.finding("a", .unchanged, base: 1, head: 1)
    let headline = Headline(SampleVerdicts.verdict(exit: exit, results: [finding]))
    #expect((headline.word == "PASS") == (exit == .pass))
    #expect((headline.tone == .good) == (exit == .pass))
  }

  @Test(arguments: FindingState.allCases)
  func `A sentence needs no figure`(state: FindingState) {
    let bare = Finding(key: SampleVerdicts.key("a"), metric: nil, state: state)
    let sentence = FindingWording.sentence(bare)
    #expect(!sentence.isEmpty)
    #expect(!sentence.contains("nil"))
  }

  @Test(arguments: FindingState.allCases, [Double.nan, .infinity, 1e308, -1e308, 5e-200])
  func `Numbers that make no sense are said without a trap`(state: FindingState, number: Double) {
    var finding = SampleVerdicts.finding(
      "a",
      state,
      base: number,
      head: number,
      change: (number, number, number)
    )
    finding.provable = number
    finding.recordingsNeeded = Int.max
    finding.limit = number
    finding.evidence = EvidenceRecord(
      method: .rounds,
      p: number,
      adjusted: number,
      rounds: RoundEvidence(
        rounds: Int.max,
        maximum: Int.min,
        attempts: Int.max,
        worse: number,
        worseNeeded: -number,
        below: number,
        belowNeeded: number,
        better: number,
        betterNeeded: -number,
        slowBase: Int.min,
        slowHead: Int.max
      )
    )
    finding.roundsNeeded = Int.max
    let verdict = SampleVerdicts.verdict(
      exit: .regression,
      results: [finding],
      samples: [
        SampleExhibit(
          key: finding.key,
          metric: "wall",
          unit: .seconds,
          base: [number],
          head: [number, 1],
          summary: nil
        )
      ]
    )
    #expect(!ConsoleReport.render(verdict, style: .file).isEmpty)
    #expect(!MarkdownReport.render(verdict).isEmpty)
  }

  @Test func `What is accepted names a level, or a ratio in an interleaved run`() throws {
    let id = try BenchmarkID("a")
    var finding = SampleVerdicts.finding("a", .accepted, base: 0.02, head: 0.05)
    finding.acceptance = Acceptance(
      .metric(BenchmarkKey(id: id), "wall"),
      step: Acceptance.Step(from: 0.0203, to: 0.061),
      reason: "worth it",
      source: .file(SourcePlace(file: "accepted.yaml", line: 3))
    )
    #expect(
      FindingWording.sentence(finding).hasSuffix("up to 61.0 ms by accepted.yaml:3: worth it")
    )
    finding.acceptedChange = 2
    #expect(FindingWording.sentence(finding).hasSuffix("up to +200% by accepted.yaml:3: worth it"))
    finding.state = .regressed
    #expect(
      FindingWording.sentence(finding).hasSuffix(
        "more than what was accepted up to +200% by accepted.yaml:3: worth it"
      )
    )
  }

  @Test func `What is accepted of a score is a difference in points`() throws {
    var finding = SampleVerdicts.finding(
      "a",
      .accepted,
      metric: "pass_rate",
      base: 0.9,
      head: 0.876
    )
    finding.direction = .higher
    finding.unit = .ratio
    finding.acceptance = Acceptance(
      .metric(BenchmarkKey(id: try BenchmarkID("a")), "pass_rate"),
      step: Acceptance.Step(from: 0.9, to: 0.873),
      reason: "worth it",
      source: .file(SourcePlace(file: "accepted.yaml", line: 3))
    )
    finding.acceptedChange = -0.027
    #expect(FindingWording.sentence(finding).contains("up to -2.7 pp by accepted.yaml:3"))
  }

  @Test func `What still learns claims its own bound and says what is missing`() {
    let sentence = FindingWording.sentence(SampleVerdicts.learner("a"))
    #expect(sentence.hasPrefix("within +32%"))
    #expect(sentence.hasSuffix("learning; 10 more recordings prove +10%"))
  }

  @Test func `Where more is better, limits and bounds carry the other sign`() {
    var finding = SampleVerdicts.learner("a")
    finding.direction = .higher
    let sentence = FindingWording.sentence(finding)
    #expect(sentence.hasPrefix("within -20%"))
    #expect(sentence.hasSuffix("prove -10%"))
  }

  @Test func `Bad news that does not fail says why`() throws {
    let verdict = SampleVerdicts.mixed
    let minor = try #require(verdict.results.first { $0.severity == .minor })
    #expect(
      FindingWording.leniency(minor, policy: verdict.policy)
        == "severity minor is below fail_on critical"
    )
    var loose = minor
    loose.gates = false
    #expect(
      FindingWording.leniency(loose, policy: verdict.policy)
        == "nearer to the tolerance of +2% than to the limit"
    )
  }

  @Test func `Every finding is in one section`() {
    for (name, verdict) in SampleVerdicts.named {
      let sections = ReportSections(verdict)
      let all = [
        sections.failed, sections.warnings, sections.improved, sections.undecided,
        sections.learning, sections.new, sections.passed, sections.measured,
        sections.identical, sections.accepted,
      ]
      let aside = sections.putAside.reduce(0) { $0 + $1.findings.count }
      #expect(all.reduce(aside) { $0 + $1.count } == verdict.results.count, "\(name)")
    }
  }

  @Test func `A cause about a benchmark that no finding shows concerns the run`() {
    var verdict = SampleVerdicts.pass
    verdict.exit = .stale
    verdict.causes = [VerdictCause(code: .stale, key: SampleVerdicts.key("other"), metric: "wall")]
    #expect(ReportSections(verdict).runCauses == verdict.causes)
    #expect(ReportSections(verdict).failed.isEmpty)
  }
}
