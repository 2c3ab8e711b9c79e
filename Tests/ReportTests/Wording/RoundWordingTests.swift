import PerfgateModel
import Testing

@testable import PerfgateReport

struct RoundWordingTests {
  private func finding(
    _ state: FindingState,
    _ rounds: RoundEvidence,
    needed: Int? = nil,
    metric: String = "wall"
  ) -> Finding {
    var finding = SampleVerdicts.rounds(
      "a",
      state,
      metric: metric,
      base: 1,
      change: (0.06, 0.01, 0.1),
      rounds
    )
    finding.roundsNeeded = needed
    return finding
  }

  @Test func `What is proven says how surely, after how many rounds`() {
    var rounds = SampleVerdicts.evidence(6, worse: 4.23, below: 2.5, better: 3)
    #expect(
      RoundWording.evidence(finding(.regressed, rounds))
        == "slower for certain: evidence 10^4.2, 10^2.3 needed, after 6 rounds"
    )
    #expect(
      RoundWording.evidence(finding(.improved, rounds, metric: "peak_rss"))
        == "smaller for certain: evidence 10^3, 10^2.3 needed, after 6 rounds"
    )
    #expect(
      RoundWording.evidence(finding(.unchanged, rounds))
        == "below the limit for certain: evidence 10^2.5, 10^2 needed, after 6 rounds"
    )
    rounds.attempts = 2
    rounds.isConfirmed = true
    #expect(
      RoundWording.evidence(finding(.regressed, rounds))?.hasSuffix(
        "after 6 rounds; confirmed by a second attempt"
      ) == true
    )
  }

  @Test func `An improvement says what improvements need`() {
    var rounds = SampleVerdicts.evidence(12, worse: -1, below: 2.5, better: 2.6)
    rounds.betterNeeded = 2.5
    let improved = finding(.improved, rounds)
    #expect(
      RoundWording.evidence(improved)
        == "faster for certain: evidence 10^2.6, 10^2.5 needed, after 12 rounds"
    )
    #expect(RoundWording.brief(improved) == "10^2.6 of 10^2.5, 12 rounds")
  }

  @Test func `Evidence that nearly suffices is not shown as if it did`() {
    let rounds = SampleVerdicts.evidence(40, worse: 2.295, below: -1)
    #expect(
      RoundWording.evidence(finding(.inconclusive, rounds))
        == "after 40 rounds: evidence 10^2.295 that it is slower (10^2.301 needed), none that it is "
        + "below the limit (10^2 needed)"
    )
  }

  @Test func `Evidence of about 1 is none`() {
    let rounds = SampleVerdicts.evidence(40, worse: 0.02, below: 0.04)
    #expect(
      RoundWording.evidence(finding(.inconclusive, rounds))
        == "after 40 rounds: no evidence that it is slower (10^2.3 needed), none that it is below "
        + "the limit (10^2 needed)"
    )
  }

  @Test func `What is latched below what is needed is not called certain`() {
    let rounds = SampleVerdicts.evidence(40, worse: 1.2, below: -1)
    #expect(
      RoundWording.evidence(finding(.regressed, rounds))
        == "slower: evidence 10^1.2, 10^2.3 needed, after 40 rounds"
    )
  }

  @Test func `Rare slow invocations that keep it from passing are counted`() throws {
    var rounds = SampleVerdicts.evidence(40, worse: -2, below: 2.4)
    (rounds.slowBase, rounds.slowHead) = (1, 5)
    let text = try #require(RoundWording.evidence(finding(.inconclusive, rounds)))
    #expect(text.contains("5 invocations of the head and 1 of the base were slower than"))
    #expect(
      FindingWording.settlement(finding(.inconclusive, rounds, needed: 70))
        == "look into its slow invocations, or measure again, best on a quieter machine"
    )
    (rounds.slowBase, rounds.slowHead) = (5, 5)
    #expect(RoundWording.evidence(finding(.inconclusive, rounds))?.contains("invocations") == false)
  }

  @Test(
    arguments: [
      (70, nil, "about 70 rounds: defaults: {rounds: {max: 80}}"),
      (150, nil, "about 150 rounds: defaults: {rounds: {max: 200}}"),
      (9_900, nil, "about 9,900 rounds: defaults: {rounds: {max: 10000}}"),
      (
        25_000, nil,
        "about 25,000 rounds, more than can be had: a quieter machine or a larger limit"
      ),
      (28, .time, "about 28 rounds, for which time ran out: allow more by --max-time"),
      (28, .interruption, "the run was interrupted: --resume goes on with it"),
      (nil, .interruption, "the run was interrupted: --resume goes on with it"),
      (28, .death, "the run did not come to its end: --resume goes on with it"),
      (28, nil, "measure again, best on a quieter machine"),
      (nil, nil, "measure again, best on a quieter machine"),
    ] as [(Int?, RoundEvidence.Stop?, String)]
  )
  func `What would settle it can be typed`(
    needed: Int?,
    stop: RoundEvidence.Stop?,
    expected: String
  ) {
    var rounds = SampleVerdicts.evidence(stop == nil ? 40 : 12, worse: 1, below: 0)
    rounds.stop = stop
    let undecided = finding(.suspected, rounds, needed: needed)
    #expect(FindingWording.settlement(undecided) == expected)
    #expect(FindingWording.sentence(undecided).contains("40 rounds can show +6.1%"))
  }

  @Test(
    arguments: zip(
      NextSteps.Settings.allCases,
      [
        "defaults: {rounds: {max: 80}}", "--rounds 80",
        "describe the command in perfgate.yaml, with defaults: {rounds: {max: 80}}",
      ]
    )
  )
  func `More rounds are asked for where that can be said`(
    settings: NextSteps.Settings,
    expected: String
  ) {
    var undecided = finding(
      .inconclusive,
      SampleVerdicts.evidence(40, worse: 1, below: 0),
      needed: 70
    )
    undecided.next.settings = settings
    #expect(FindingWording.settlement(undecided) == "about 70 rounds: \(expected)")
  }

  @Test func `Attempts that disagree are said so`() {
    var rounds = SampleVerdicts.evidence(40, worse: 2.2, below: 0.3)
    (rounds.attempts, rounds.isConfirmed) = (2, false)
    let undecided = finding(.inconclusive, rounds, needed: 50)
    #expect(FindingWording.sentence(undecided).hasPrefix("inconclusive: attempts disagree, +6%"))
    #expect(FindingWording.settlement(undecided) == "measure again, best on a quieter machine")
  }

  @Test func `People read of rounds and evidence, and of nothing else`() throws {
    for (name, verdict) in SampleVerdicts.named where verdict.mode == .against {
      let junit = try JUnitReport.bytes(verdict, dialect: .rich)
      let texts = [
        ConsoleReport.render(verdict, style: .file), MarkdownReport.render(verdict),
        String(decoding: junit, as: UTF8.self),
      ]
      for text in texts {
        #expect(
          !text.contains(/(?i)e-process|e-value|\bblock\b|baseline of|no baseline/),
          "\(name)"
        )
      }
    }
  }

  @Test(arguments: SampleVerdicts.hostileNames)
  func `The name of a base breaks out of no report`(name: String) throws {
    var verdict = SampleVerdicts.againstPass
    for commit in [nil, "89abcdef0123"] {
      verdict.base = BaseRecord(commit: commit, name: name)
      let console = ConsoleReport.render(verdict, style: .file)
      #expect(
        !console.unicodeScalars.contains {
          $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
        }
      )
      // In the table of the environment it is code, where nothing of it means anything.
      let markdown = MarkdownReport.render(verdict).prefix { $0 != "|" }
      for harm in ["<img", "--> <b>", " @octocat", "[click](http"] {
        #expect(!markdown.contains(harm))
      }
      try JUnitReport.check(try JUnitReport.bytes(verdict), expectedCases: verdict.results.count)
    }
  }

  @Test func `Where nothing could be compared, it is no set-up that is unfinished`() {
    var verdict = SampleVerdicts.againstBaseFails
    verdict.causes = [VerdictCause(code: .nothingToCompare)]
    verdict.results = []
    let line = Headline(verdict).line
    #expect(
      line == "NOTHING TO COMPARE, not your change: nothing could be compared with origin/main "
        + "(merge base 89abcde) (exit 20)"
    )
    verdict.causes[0].message = "the base does not build"
    #expect(Headline(verdict).line.contains("not your change: the base does not build (exit 20)"))
    #expect(RunWording.recordCommand(verdict) == nil)
  }

  @Test func `A revision is named once`() {
    var verdict = SampleVerdicts.againstPass
    verdict.base = BaseRecord(commit: "89abcdef0123", name: "89abcdef")
    #expect(RunWording.base(verdict) == "89abcde")
    verdict.base = BaseRecord(commit: "89abcdef0123", name: "HEAD~1")
    #expect(
      RunWording.compared(verdict)
        == "Compared 4 metrics of suite parser (0123456 with local changes) against HEAD~1 "
        + "(89abcde), measured interleaved"
    )
  }
}
