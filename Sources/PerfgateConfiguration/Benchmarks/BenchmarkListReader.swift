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
    var renamed: [(plan: BenchmarkPlan, item: NodeReader)] = []
    for item in items {
      for plan in reader.plans(from: item) {
        if plan.was != nil { renamed.append((plan, item)) }
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
    checkRenamed(renamed, among: plans)
    return plans
  }

  /// An old id that is still in use, or that two benchmarks claim, leads nowhere.
  private func checkRenamed(
    _ renamed: [(plan: BenchmarkPlan, item: NodeReader)],
    among plans: [BenchmarkPlan]
  ) {
    guard !renamed.isEmpty else { return }
    let ids = Set(plans.map(\.key.id))
    var claimed: [BenchmarkID: BenchmarkID] = [:]
    for (plan, item) in renamed {
      guard let was = plan.was else { continue }
      let name = MessageText.shortened(was.text)
      if ids.contains(was) {
        item.report(
          "'was' names '\(name)', which is configured itself",
          hints: ["remove 'was', or the other benchmark"]
        )
      } else if let other = claimed[was], other != plan.key.id {
        item.report("'was' names '\(name)', which '\(MessageText.shortened(other.text))' was, too")
      }
      claimed[was] = plan.key.id
    }
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
