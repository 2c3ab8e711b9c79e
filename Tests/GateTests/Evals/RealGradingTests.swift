import Foundation
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("Scores of real systems on real questions")
struct RealGradingTests {
  struct Gradings: Decodable {
    struct Dataset: Decodable {
      struct Reference: Decodable {
        let base: String
        let head: String
        let worse: Int
        let better: Int
        let p: Double
        let unpaired: Double
      }
      let name: String
      let digests: [String]
      let gradings: [String: String]
      let references: [Reference]
    }
    let datasets: [Dataset]
  }

  static func gradings() throws -> Gradings {
    let url = try #require(
      Bundle.module.url(forResource: "gradings", withExtension: "json", subdirectory: "Fixtures")
    )
    return try JSONDecoder().decode(Gradings.self, from: Data(contentsOf: url))
  }

  private func scenario(
    _ set: Gradings.Dataset,
    _ base: String,
    _ head: String
  ) throws -> EvalScenario {
    var scenario = EvalScenario()
    scenario.head = EvalScenario.cases(try #require(set.gradings[head]))
    scenario.base = EvalScenario.cases(try #require(set.gradings[base]))
    return scenario
  }

  @Test("paired p values are those of scipy and statsmodels, and decide as they should")
  func references() throws {
    for set in try Self.gradings().datasets {
      for reference in set.references {
        let finding = try scenario(set, reference.base, reference.head).finding()
        let evidence = try #require(finding.evidence)
        let cases = try #require(evidence.cases)
        let name = "\(set.name): \(reference.base) -> \(reference.head)"
        #expect(evidence.method == .mcnemar)
        #expect(cases.compared == set.digests.count, "\(name)")
        #expect((cases.worse, cases.better) == (reference.worse, reference.better), "\(name)")
        let isWorse = reference.worse >= reference.better
        let p = try #require(evidence.p)
        if isWorse { #expect(abs(p - reference.p) <= 1e-9 * reference.p, "\(name): \(p)") }
        // Two scores of the eval share the false alarms.
        let isProven = try #require(evidence.adjusted) <= 0.05
        let decided: FindingState = isWorse ? .regressed : .improved
        #expect((finding.state == decided) == isProven, "\(name)")
        #expect(isProven || set.name == "first_300")
      }
    }
  }

  @Test("the unpaired test misses what the paired one finds")
  func unpaired() throws {
    let set = try #require(try Self.gradings().datasets.first { $0.name == "first_300" })
    let reference = try #require(
      set.references.first { $0.base == "6b_verification" && $0.head == "175b_finetuning" }
    )
    #expect(reference.unpaired > 0.05 && reference.p < 0.05)
    var scenario = try scenario(set, reference.base, reference.head)
    // Judged alone, so that nothing is shared.
    scenario.rules = [EvalScenario.rule("score") { $0.limit = .off }]
    let paired = try scenario.finding()
    #expect(paired.state == .regressed)
    scenario.keepsCases = false
    let means = try scenario.finding()
    #expect(means.state == .suspected)
    #expect(means.evidence?.method == .unpairedRates)
    let p = try #require(means.evidence?.p)
    // Another estimate of the same error: near, not equal.
    #expect(abs(p - reference.unpaired) < 0.003)
  }

  @Test("the cases that broke and were mended are listed, as many as the test counts")
  func exhibits() throws {
    let set = try #require(try Self.gradings().datasets.first { $0.name == "first_300" })
    let verdict = try scenario(set, "6b_verification", "175b_finetuning").verdict()
    let exhibit = try #require(verdict.exhibits.cases.first)
    #expect((exhibit.brokeCount, exhibit.mendedCount) == (43, 26))
    #expect(exhibit.broke.count == 43 && exhibit.mended.count == 26)
    let base = Array(try #require(set.gradings["6b_verification"]))
    let head = Array(try #require(set.gradings["175b_finetuning"]))
    let broken = base.indices.filter { base[$0] == "1" && head[$0] == "0" }.map { "case-\($0)" }
    #expect(Set(exhibit.broke.map(\.id)) == Set(broken))
    #expect(exhibit.broke.allSatisfy { $0.passed == CaseChange.Step(before: 1, after: 0) })
  }
}
