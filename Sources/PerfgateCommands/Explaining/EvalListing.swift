import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateSystem

/// Which evals would run, how many cases they have and what they may cost.
struct EvalListing {
  private struct Row {
    let plan: EvalPlan
    /// How many cases there are; `nil` where counting them would take long, or is not possible.
    let cases: Int?
    /// What they will cost; `nil` where that is not known.
    let cost: EvalCost?
  }

  /// The largest dataset whose cases are counted.
  private static let mostCountedBytes = 16 << 20

  private let rows: [Row]

  /// Counts the cases of evals.
  ///
  /// - Parameters:
  ///   - plans: The evals, in their order.
  ///   - folder: The folder that the paths of an eval start from.
  ///   - means: What replies took before, by eval.
  ///   - environment: What prompts are made in.
  init(
    of plans: [EvalPlan],
    folder: (BenchmarkKey) -> String,
    means: [BenchmarkKey: EvalCost.Mean],
    environment: ProcessEnvironment
  ) async {
    var rows: [Row] = []
    for plan in plans {
      let folder = folder(plan.key)
      var cost: EvalCost?
      let dataset = await Self.dataset(of: plan, in: folder)
      if let dataset {
        cost = await EvalCost.estimate(
          of: plan,
          dataset,
          mean: means[plan.key],
          folder: folder,
          environment: environment
        )
      }
      rows.append(Row(plan: plan, cases: dataset?.facts.caseCount, cost: cost))
    }
    self.rows = rows
  }

  /// Whether there are none.
  var isEmpty: Bool { rows.isEmpty }

  /// A list has to work where a run would not, and must not run a command.
  private static func dataset(of plan: EvalPlan, in folder: String) async -> Dataset? {
    guard case .file(let path) = plan.dataset.source,
      let file = try? ReadableFile.open(Files.join(folder, path)),
      let identity = try? file.identity(), identity.byteCount <= mostCountedBytes
    else { return nil }
    return try? await Dataset.open(plan.dataset, folder: folder)
  }
}

// The text.
extension EvalListing {
  /// A table, and its sum in a line.
  var text: String {
    var table = TextTable(headers: ["eval", "tags", "cases", "repeats", "cost", "target"])
    for row in rows {
      table.append([
        row.plan.key.description, row.plan.tags.joined(separator: ","),
        row.cases.map { "\($0)" } ?? "?", "\(row.plan.repeats)",
        row.cost.map { "\($0.text) \($0.basis.text)" } ?? "?",
        row.plan.target.summary,
      ])
    }
    return table.text + summary + "\n"
  }

  private var summary: String {
    var text = "\(rows.count) eval\(rows.count == 1 ? "" : "s")"
    let known = rows.compactMap { row in row.cases.map { $0 * row.plan.repeats } }
    if known.count == rows.count { text += ", \(known.reduce(0, +)) cases with their repeats" }
    return text
  }
}

// The JSON.
extension EvalListing {
  /// The same for machines.
  var json: JSONValue { .array(rows.map(Self.json)) }

  private static func json(_ row: Row) -> JSONValue {
    .object(
      [
        "id": .string(row.plan.key.id.text), "suite": row.plan.key.suite.map(JSONValue.string),
        "tags": .strings(row.plan.tags), "target": .string(row.plan.target.summary),
        "cases": row.cases.map(JSONValue.integer), "repeats": .integer(row.plan.repeats),
        "cost_usd": row.cost.map { .number($0.usd) },
        "cost_basis": row.cost.map { .string($0.basis.rawValue) },
        "place": row.plan.location.members,
      ],
      omittingNil: true
    )
  }
}

extension TargetPlan {
  /// What is evaluated, as people read it.
  fileprivate var summary: String {
    switch kind {
    case .exec(let command): "exec \(command.description)"
    case .worker(let command, let count): "worker x\(count) \(command.description)"
    case .openai(let server): "openai \(server.model) at \(server.shownURL)"
    case .replay(let path, _): "replay \(path)"
    }
  }
}
