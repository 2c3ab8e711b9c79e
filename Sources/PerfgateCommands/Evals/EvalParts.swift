import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// Makes what an eval consists of, in the folder of one side.
struct EvalParts {
  private let processes: ProcessContext
  private let environment: ProcessEnvironment
  private let prices: PriceList?
  private let seed: UInt64

  /// Prepares to make parts.
  ///
  /// - Parameters:
  ///   - folder: The configuration's folder on this side, absolute.
  ///   - environment: What programs inherit, and where keys are.
  ///   - spawner: What starts processes.
  ///   - prices: What tokens cost; `nil` where nothing has a price.
  ///   - seed: What waits are drawn from.
  init(
    folder: String,
    environment: ProcessEnvironment,
    spawner: ChildSpawner,
    prices: PriceList?,
    seed: UInt64
  ) {
    processes = ProcessContext(folder: folder, environment: environment, spawner: spawner)
    self.environment = environment
    self.prices = prices
    self.seed = seed
  }

  /// Makes a target, which is not started yet.
  ///
  /// - Throws: `GateError` where it cannot be one, with the place in the configuration.
  func target(_ plan: TargetPlan) throws(GateError) -> any EvalTarget {
    let processes = processes
    let environment = environment
    let factory = TargetFactory(context: processes) { server, target throws(GateError) in
      try ServerTargets.make(
        server,
        target: target,
        folder: processes.folder,
        environment: environment
      )
    }
    let target = try factory.target(plan)
    return prices.map { PricedTarget(target, plan: plan, prices: $0) } ?? target
  }

  /// The models of an eval, those of its judges included, that have no price.
  func unpricedModels(of plan: EvalPlan) -> [String] {
    let targets =
      [plan.target]
      + plan.scorers.compactMap { scorer in
        if case .judge(let judge) = scorer.kind { judge.target } else { nil }
      }
    return targets.compactMap { target in
      guard case .openai(let server) = target.kind, prices?.price(of: server.model) == nil else {
        return nil
      }
      return server.model
    }
  }

  /// Makes scorers, which are not started yet.
  ///
  /// - Parameter plan: The eval.
  /// - Returns: How its replies are scored.
  /// - Throws: `GateError` for a pattern that is none, a schema that is not understood, a program
  ///   that is not there.
  func scoring(_ plan: EvalPlan) throws(GateError) -> ReplyScoring {
    let parts = self
    let retries = RetryPolicy(plan.execution)
    let seed = seed
    let factory = ScorerFactory(
      makeTarget: { target throws(GateError) in
        RetryingTarget(
          try parts.target(target),
          policy: retries,
          seed: seed,
          isInterrupted: { Interruption.isRaised }
        )
      },
      makeEmbedder: { embedding throws(GateError) in
        try parts.embedder(embedding, at: plan.location)
      },
      makeProcessScorer: { scorer throws(GateError) in
        guard let made = try ProcessScorer(scorer, context: parts.processes) else {
          throw GateError(.internalFault, "'\(scorer.name)' is no scorer that is a process")
        }
        return made
      },
      readText: { path, place throws(GateError) in try parts.text(path, at: place) }
    )
    var scorers: [any Scorer] = []
    for scorer in plan.scorers { scorers.append(try factory.scorer(scorer)) }
    return try ReplyScoring(plan, scorers: scorers)
  }

  private func embedder(
    _ plan: EmbeddingPlan,
    at place: SourcePlace
  ) throws(GateError) -> any Embedder {
    switch plan {
    case .vectors: throw GateError(.internalFault, "vectors need nothing that embeds texts")
    case .openai(let server):
      try ServerTargets.embedder(server, environment: environment)
    case .worker(let command, let count):
      try WorkerEmbedder(command, count: count, context: processes, location: place)
    }
  }

  private func text(_ path: String, at place: SourcePlace) throws(GateError) -> String {
    do throws(FileError) {
      let bytes = try Files.readBytes(at: Files.join(processes.folder, path), atMostBytes: 1 << 20)
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw GateError(.missingInput, "\(error)", at: place)
    }
  }
}
