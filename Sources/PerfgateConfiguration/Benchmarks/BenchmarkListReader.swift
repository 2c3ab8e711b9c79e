internal import PerfgateModel

/// Reads the keys `benchmarks` and `monitors`.
struct BenchmarkListReader {
  /// The most benchmarks of a configuration, parameters expanded.
  static let mostPlans = 10_000

  let defaults: BenchmarkDefaults
  let problems: ProblemList

  /// The plans of all entries in the order of the text, benchmarks first.
  ///
  /// - Parameters:
  ///   - benchmarks: The value of `benchmarks`.
  ///   - monitors: The value of `monitors`.
  /// - Returns: One plan per entry and combination of parameters.
  func plans(benchmarks: NodeReader?, monitors: NodeReader?) -> [BenchmarkPlan] {
    let entries = entries(of: benchmarks, .benchmark) + entries(of: monitors, .monitor)
    var plans: [BenchmarkPlan] = []
    var first: [String: BenchmarkPlan] = [:]
    var renamed: [(plan: BenchmarkPlan, item: NodeReader)] = []
    var monitored: [(plan: BenchmarkPlan, item: NodeReader)] = []
    for (item, subject) in entries {
      let reader = BenchmarkReader(subject: subject, defaults: defaults, problems: problems)
      for plan in reader.plans(from: item) {
        if plan.was != nil { renamed.append((plan, item)) }
        if plan.monitor != nil { monitored.append((plan, item)) }
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
    checkOnlyRead(monitored)
    return plans
  }

  private func entries(
    of list: NodeReader?,
    _ subject: BenchmarkReader.Subject
  ) -> [(item: NodeReader, subject: BenchmarkReader.Subject)] {
    guard let list, let items = list.items("a list of \(subject)s") else { return [] }
    if items.isEmpty {
      list.report(
        "'\(list.name)' must not be empty",
        hints: subject == .benchmark ? [NodeComposer.smallestForm] : []
      )
    }
    return items.map { (item: $0, subject: subject) }
  }

  /// A file that is read as it lies there must not be one that another monitor removes and has
  /// written: what it says would depend on the order.
  private func checkOnlyRead(_ monitored: [(plan: BenchmarkPlan, item: NodeReader)]) {
    var written: [String: BenchmarkPlan] = [:]
    for (plan, _) in monitored {
      if let monitor = plan.monitor, monitor.isRun { written[monitor.folded] = plan }
    }
    for (plan, item) in monitored where plan.isOnlyRead {
      guard let other = plan.monitor.flatMap({ written[$0.folded] }) else { continue }
      item.report(
        "'\(MessageText.shortened(other.key.description))' writes the file that this monitor only "
          + "reads",
        hints: ["give each of them a file of its own"]
      )
    }
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
