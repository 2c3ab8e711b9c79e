internal import PerfgateModel

/// Reads the key `benchmarks`.
struct BenchmarkListReader {
  /// The most benchmarks of a configuration, parameters expanded.
  static let mostPlans = 10_000

  let defaults: BenchmarkDefaults
  let problems: ProblemList

  /// The plans of all entries in the order of the text.
  func plans(from list: NodeReader) -> [BenchmarkPlan] {
    guard let items = list.items("a list of benchmarks") else { return [] }
    guard !items.isEmpty else {
      list.report("'benchmarks' must not be empty", hints: [NodeComposer.smallestForm])
      return []
    }
    let reader = BenchmarkReader(defaults: defaults, problems: problems)
    var plans: [BenchmarkPlan] = []
    var first: [String: BenchmarkPlan] = [:]
    for item in items {
      for plan in reader.plans(from: item) {
        if let earlier = first[plan.key.folded] {
          reportCollision(plan, earlier, at: item)
        } else {
          first[plan.key.folded] = plan
          plans.append(plan)
        }
      }
      guard plans.count <= Self.mostPlans else {
        item.report("there are more than \(Self.mostPlans) benchmarks")
        return plans
      }
    }
    return plans
  }

  private func reportCollision(
    _ plan: BenchmarkPlan,
    _ earlier: BenchmarkPlan,
    at item: NodeReader
  ) {
    let line = earlier.location.line ?? 0
    let name = MessageText.shortened(plan.key.description)
    if plan.key.description == earlier.key.description {
      item.report(
        "the benchmark '\(name)' is already defined on line \(line)",
        hints: ["give each of them an id of its own"]
      )
    } else {
      let other = MessageText.shortened(earlier.key.description)
      item.report(
        "the benchmark '\(name)' differs only in case from '\(other)' on line \(line)",
        hints: ["give each of them an id of its own: some disks know no case"]
      )
    }
  }
}
