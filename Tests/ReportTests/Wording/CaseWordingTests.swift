import PerfgateModel
import Testing

@testable import PerfgateReport

@Suite("Words for times of cases")
struct CaseWordingTests {
  private func finding(
    _ state: FindingState,
    _ method: EvidenceRecord.Method,
    metric: String = "latency"
  ) -> Finding {
    var finding = SampleVerdicts.finding(
      "qa",
      state,
      metric: metric,
      base: 0.2,
      head: 0.26,
      change: (0.3, 0.25, 0.36)
    )
    finding.provable = 0.07
    finding.evidence = EvidenceRecord(
      method: method,
      p: 0.0005,
      adjusted: 0.001,
      cases: CaseEvidence(compared: 120, clusters: 30, worse: 110, better: 10, draws: 4000)
    )
    return finding
  }

  @Test("what is proven says of how many cases, in seconds and percent")
  func proven() {
    let slower = finding(.regressed, .logRatios)
    #expect(
      FindingWording.sentence(slower)
        == "regressed +30% (99% interval +25% to +36%), 200 ms -> 260 ms, limit +10%"
    )
    #expect(
      CaseWording.evidence(slower)
        == "120 cases in 30 clusters, 110 slower and 10 faster; sign-flip test of log ratios "
        + "(4,000 draws), p = 0.0005, 0.001 after Holm"
    )
    #expect(CaseWording.brief(finding(.within, .logRatios)) == "+36% at worst, 120 cases")
    let tail = finding(.regressed, .exceedances, metric: "latency.p95")
    #expect(
      CaseWording.evidence(tail)?.contains(
        "110 beyond the percentile of both more often in the head and 10 in the base; sign-flip "
          + "test of who is beyond it"
      ) == true
    )
  }

  @Test("what no list shows is counted, with the file that has every case")
  func unlisted() {
    let key = SampleVerdicts.key("qa/short?")
    var exhibit = CaseExhibit(key: key)
    (exhibit.compared, exhibit.brokeCount, exhibit.mendedCount) = (5000, 1234, 2)
    let whole = "cases/qa/short%3F.jsonl in perfgate-out has every case"
    #expect(
      CaseWording.account(exhibit)
        == "5,000 cases compared, 1,234 broke, 2 mended; 1,234 more broke than are listed: \(whole); "
        + "2 more mended than are listed: \(whole)"
    )
    #expect(CaseWording.rest(7, of: key) == "and 7 more; \(whole)")
    (exhibit.brokeCount, exhibit.mendedCount) = (0, 0)
    #expect(CaseWording.account(exhibit) == CaseWording.summary(exhibit))
    #expect(CaseWording.unlisted(exhibit, isBroken: true) == nil)
  }

  @Test("what is open says what these cases could show, and what would settle it")
  func open() {
    for state in [FindingState.inconclusive, .suspected] {
      let open = finding(state, .logRatios)
      #expect(FindingWording.sentence(open).contains("these cases could show +7%"))
      #expect(FindingWording.settlement(open) == "more cases, or more repeats of them")
    }
    var few = finding(.inconclusive, .logRatios, metric: "latency.p95")
    few.evidence = nil
    few.detail = "it rests on 40 values, and needs 90"
    #expect(
      FindingWording.settlement(few) == "more cases or repeats; replies from a cache do not count"
    )
  }

  @Test("one value a side is not settled by more of them, but by a baseline, or by leaving it out")
  func single() {
    for metric in ["throughput", "peak_rss"] {
      var single = finding(.inconclusive, .singleValues, metric: metric)
      single.evidence?.cases = nil
      single.detail = "one value a side says nothing of what the next run gives"
      #expect(
        FindingWording.settlement(single)
          == "perfgate run without --against, which holds it against a committed baseline; "
          + "against: {limit: off} in its rule leaves it out here"
      )
      #expect(FindingWording.basis(single)?.hasSuffix("one value a side") == true)
    }
    // Of a benchmark that is another question.
    var other = finding(.inconclusive, .predictiveT, metric: "peak_rss")
    other.evidence?.cases = nil
    #expect(FindingWording.settlement(other) == "measure again, best on a quieter machine")
  }
}
