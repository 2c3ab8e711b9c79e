internal import PerfgateModel

/// Reads the key `evals`.
struct EvalListReader {
  /// The most evals of a configuration.
  static let mostEvals = 1000

  let problems: ProblemList

  /// The plans of all entries, in the order of the text.
  ///
  /// - Parameters:
  ///   - list: The value of `evals`.
  ///   - benchmarks: What else has an id.
  /// - Returns: One plan per entry that can be used.
  func plans(from list: NodeReader?, beside benchmarks: [BenchmarkPlan]) -> [EvalPlan] {
    guard let list, let items = list.items("a list of evals") else { return [] }
    if items.isEmpty { list.report("'evals' must not be empty") }
    guard items.count <= Self.mostEvals else {
      list.report("there are \(items.count) evals, at most \(Self.mostEvals) are read")
      return []
    }
    var plans: [EvalPlan] = []
    var taken = Dictionary(
      benchmarks.map { ($0.key.folded, (name: $0.key.description, line: $0.location.line)) }
    ) { first, _ in first }
    for item in items {
      guard let plan = EvalReader(problems: problems).plan(from: item) else { continue }
      if let earlier = taken[plan.key.folded] {
        reportCollision(plan, earlier.name, line: earlier.line ?? 0, at: item)
      } else {
        taken[plan.key.folded] = (plan.key.description, plan.location.line)
        plans.append(plan)
        checkRenamed(plan, among: plans, beside: benchmarks, at: item)
      }
    }
    for (plan, item) in zip(plans, items) where plans.count == items.count {
      checkUnused(plan, among: plans, at: item)
    }
    return plans
  }

  /// An id that somebody has now, or had before, is nobody else's old one.
  private func checkRenamed(
    _ plan: EvalPlan,
    among plans: [EvalPlan],
    beside benchmarks: [BenchmarkPlan],
    at item: NodeReader
  ) {
    guard let was = plan.was else { return }
    let name = MessageText.shortened(was.text)
    let claims = plans.dropLast().map { ($0.key, $0.was) } + benchmarks.map { ($0.key, $0.was) }
    if benchmarks.contains(where: { $0.key.id == was }) {
      reportConfigured(name, at: item)
    } else if let other = claims.first(where: { $0.1 == was }) {
      item.report(
        "'was' names '\(name)', which '\(MessageText.shortened(other.0.id.text))' was, too"
      )
    }
  }

  private func checkUnused(_ plan: EvalPlan, among plans: [EvalPlan], at item: NodeReader) {
    guard let was = plan.was, plans.contains(where: { $0.key.id == was }) else { return }
    reportConfigured(MessageText.shortened(was.text), at: item)
  }

  private func reportConfigured(_ name: String, at item: NodeReader) {
    item.report(
      "'was' names '\(name)', which is configured itself",
      hints: ["remove 'was', or the other entry"]
    )
  }

  private func reportCollision(
    _ plan: EvalPlan,
    _ earlier: String,
    line: Int,
    at item: NodeReader
  ) {
    let name = MessageText.shortened(plan.key.description)
    let isSame = plan.key.description == earlier
    item.report(
      isSame
        ? "the id '\(name)' is already taken on line \(line)"
        : "the id '\(name)' differs only in case from '\(MessageText.shortened(earlier))' on line "
          + "\(line)",
      hints: ["give each benchmark, monitor and eval an id of its own"]
    )
  }
}
