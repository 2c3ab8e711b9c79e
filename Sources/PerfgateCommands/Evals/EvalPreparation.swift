import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateSystem

/// Prepares evals before anything is measured, so that what is wrong with one is told at once.
struct EvalPreparation {
  /// Where one side is.
  struct Tree {
    /// The folder of the configuration that governs the run, absolute.
    var directory: String
    /// Those of suites, by name.
    var suites: [String: String]
    /// An eval of the head as it is here; `nil` where it is not.
    var plan: (EvalPlan) -> EvalPlan? = { $0 }

    func folder(of key: BenchmarkKey) -> String { key.suite.flatMap { suites[$0] } ?? directory }
  }

  /// The head's tree.
  let head: Tree
  /// The base's; `nil` where nothing is compared.
  var base: Tree?
  let environment: ProcessEnvironment
  let seed: UInt64
  /// The folder for files of results.
  let casesFolder: String
  /// The most cases of each eval; `nil` for all.
  var limit: Int?

  /// Prepares evals.
  ///
  /// - Throws: `GateError` for a dataset, a price list or a program that is not as it must be.
  func prepare(_ plans: [EvalPlan]) async throws(GateError) -> [PreparedEval] {
    guard !plans.isEmpty else { return [] }
    let spawner: ChildSpawner
    do throws(ProcessError) {
      spawner = try ChildSpawner.start(interrupt: Interruption.listen())
    } catch {
      throw GateError(.internalFault, error.description)
    }
    var prepared: [PreparedEval] = []
    for plan in plans { prepared.append(try await prepare(plan, spawner)) }
    return prepared
  }

  private func prepare(
    _ plan: EvalPlan,
    _ spawner: ChildSpawner
  ) async throws(GateError) -> PreparedEval {
    // Recordings are those of the cases that the target itself would get.
    let readsRows = plan.readsRows
    var plan = plan
    var notices: [VerdictNotice] = []
    var replayReason: String?
    if let absent = plan.requiredVariables.first(where: { (environment[$0] ?? "").isEmpty }) {
      let reason = "\(absent) is not set"
      switch plan.whenAbsent {
      case .skip:
        return prepared(plan, .isSkipped(reason: reason))
      case .fail:
        return prepared(plan, .fails(reason: reason))
      case .replay:
        replayReason = "recorded outputs were scored, since \(reason)"
        plan.replayRecorded()
        notices.append(
          VerdictNotice(
            "'\(plan.key)' scored recorded outputs, since \(reason): its latency, tokens and cost "
              + "are not gated",
            advice: "set \(absent) to evaluate the target itself"
          )
        )
      }
    }
    let folder = head.folder(of: plan.key)
    let dataset = try await Dataset.open(
      plan.dataset,
      folder: folder,
      readsRows: readsRows,
      limit: limit
    )
    var sides = [try side(.head, plan, in: head, dataset, spawner)]
    let isReplayed = replayReason != nil
    if let base, let planned = self.planned(plan, in: base, isReplayed: isReplayed) {
      sides.append(try side(.base, planned, in: base, dataset, spawner))
      if let notice = await changes(of: dataset, readsRows, planned, in: base) {
        notices.append(notice)
      }
    }
    if sides.count == 2, sides[0].configurationDigest == sides[1].configurationDigest,
      plan.target.isWhollyDescribed
    {
      return prepared(plan, .isIdentical, notices)
    }
    let parts = try parts(of: plan, in: folder, spawner)
    let work = PreparedEval.Work(
      dataset: dataset,
      scoring: try parts.scoring(plan),
      sides: sides,
      unpriced: parts.unpricedModels(of: plan)
    )
    var eval = prepared(plan, .runs(work), notices)
    eval.replayReason = replayReason
    return eval
  }

  /// An eval as the base has it; `nil` where it has none, or no recordings in the place of a target that
  /// cannot run here.
  private func planned(_ plan: EvalPlan, in base: Tree, isReplayed: Bool) -> EvalPlan? {
    guard var planned = base.plan(plan) else { return nil }
    guard isReplayed else { return planned }
    guard planned.recorded != nil else { return nil }
    planned.replayRecorded()
    return planned
  }

  /// That the change alters the cases themselves, which both sides then answer; `nil` where it does
  /// not.
  private func changes(
    of dataset: Dataset,
    _ readsRows: Bool,
    _ plan: EvalPlan,
    in base: Tree
  ) async -> VerdictNotice? {
    guard case .file = plan.dataset.source else { return nil }
    let folder = base.folder(of: plan.key)
    let found: String
    do throws(GateError) {
      let other = try await Dataset.open(
        plan.dataset,
        folder: folder,
        readsRows: readsRows,
        limit: limit
      ).facts
      if other.digest == dataset.facts.digest { return nil }
      found = "has \(other.caseCount)"
    } catch {
      found = "cannot be read"
    }
    return VerdictNotice(
      "the change alters the dataset of '\(plan.key)': that of the base \(found), this one has "
        + "\(dataset.facts.caseCount) cases, and both sides answered these",
      advice:
        "look at the rows that it takes out or rewrites: what they asked is not gated any more"
    )
  }

  private func prepared(
    _ plan: EvalPlan,
    _ course: PreparedEval.Course,
    _ notices: [VerdictNotice] = []
  ) -> PreparedEval {
    var hasBase = base.map { $0.plan(plan) != nil }
    if case .runs(let work) = course, base != nil { hasBase = work.sides.count == 2 }
    let presence = hasBase.map { $0 ? Presence.both : .head }
    return PreparedEval(plan: plan, course: course, presence: presence, notices: notices)
  }

  private func side(
    _ side: MeasurementSide,
    _ plan: EvalPlan,
    in tree: Tree,
    _ dataset: Dataset,
    _ spawner: ChildSpawner
  ) throws(GateError) -> EvalSide {
    let folder = tree.folder(of: plan.key)
    let path = Files.join(casesFolder, CaseFileName.name(of: plan.key, side))
    if case .replay(let recorded, _) = plan.target.kind,
      Files.canonical(Files.join(folder, recorded)) == Files.canonical(path)
    {
      throw GateError(
        .badConfiguration,
        "the recorded outputs are in \(recorded), which this run would write anew",
        at: plan.target.location,
        hints: ["copy the file to a place of its own, and name that"]
      )
    }
    return EvalSide(
      side: side,
      target: try parts(of: plan, in: folder, spawner).target(plan.target),
      configurationDigest: try ConfigurationDigest.hex(
        of: plan,
        dataset: dataset.facts.digest,
        in: folder,
        environment: environment
      ),
      path: path
    )
  }

  private func parts(
    of plan: EvalPlan,
    in folder: String,
    _ spawner: ChildSpawner
  ) throws(GateError) -> EvalParts {
    let prices = try plan.prices.map { list throws(GateError) in try Self.prices(list, in: folder) }
    let parts = EvalParts(
      folder: folder,
      environment: environment,
      spawner: spawner,
      prices: prices,
      seed: seed
    )
    if plan.caps.costUSD != nil, let model = parts.unpricedModels(of: plan).first {
      throw GateError(
        .badConfiguration,
        "the model '\(model)' has no price, which caps.cost_usd needs",
        at: plan.prices?.location ?? plan.location,
        hints: [
          prices == nil
            ? "write a list of prices and name it: prices: prices.yaml"
            : "add it: \(model): {input: 0.15, output: 0.60}, in USD per million tokens"
        ]
      )
    }
    return parts
  }

  private static func prices(
    _ plan: PriceListPlan,
    in folder: String
  ) throws(GateError) -> PriceList {
    let path = Files.join(folder, plan.path)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try Files.readBytes(at: path, atMostBytes: 1 << 20)
    } catch {
      throw GateError(
        .missingInput,
        "\(error)",
        at: plan.location,
        hints: ["write prices per million tokens: {gpt-4o-mini: {input: 0.15, output: 0.60}}"]
      )
    }
    return try PriceList.read(text: String(decoding: bytes, as: UTF8.self), path: plan.path)
  }
}

extension EvalPlan {
  /// Scores what is recorded in the place of the target; that takes neither tokens nor money.
  fileprivate mutating func replayRecorded() {
    target.kind = .replay(path: recorded ?? "", output: nil)
    target.inputs = []
    caps.tokens = nil
    caps.costUSD = nil
  }
}

extension TargetPlan {
  /// Whether the digest of a configuration holds everything that its outputs depend on: a program
  /// reads what only its `inputs` tell.
  fileprivate var isWhollyDescribed: Bool {
    switch kind {
    case .exec, .worker: !inputs.isEmpty
    case .openai, .replay: true
    }
  }
}
