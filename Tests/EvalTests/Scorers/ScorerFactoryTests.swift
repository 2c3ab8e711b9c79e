import PerfgateConfiguration
@testable import PerfgateEval
import PerfgateModel
import Testing

@Suite("The factory of scorers")
struct ScorerFactoryTests {
  /// A factory whose closures say by an error that they were asked.
  private static let factory = ScorerFactory(
    makeTarget: { plan throws(GateError) in
      throw GateError(.usage, "target within \(plan.timeoutSeconds) s")
    },
    makeEmbedder: { plan throws(GateError) in throw GateError(.usage, "embedder \(plan)") },
    makeProcessScorer: { plan throws(GateError) in
      throw GateError(.usage, "process of \(plan.name)")
    },
    readText: { path, place throws(GateError) in
      throw GateError(.missingInput, "no \(path)", at: place)
    }
  )

  private func message(_ kind: ScorerPlan.Kind) -> String? {
    do {
      _ = try Self.factory.scorer(ScorerSupport.plan(kind))
      return nil
    } catch {
      return error.diagnostics.first?.message
    }
  }

  @Test("what needs other parts is made by them")
  func otherParts() {
    let target = TargetPlan(kind: .exec(.words(["judge"])), location: ScorerSupport.place)
    #expect(message(.exec(.words(["x"]))) == "process of s")
    #expect(message(.worker(.words(["x"]), count: 2)) == "process of s")
    #expect(message(.judge(JudgePlan(target: target))) == "target within 60.0 s")
    let file = JudgePlan(target: target, instructions: .file("judge.md"))
    #expect(message(.judge(file)) == "no judge.md")
    #expect(message(.cosine(.worker(.words(["x"]), count: 1)))?.hasPrefix("embedder") == true)
    #expect(message(.cosine(.vectors)) == nil)
  }
}
