package import PerfgateConfiguration
package import PerfgateModel

/// Makes the targets of plans.
package struct TargetFactory: Sendable {
  /// Makes the target of a server.
  package typealias MakingServer =
    @Sendable (ServerPlan, TargetPlan) throws(GateError) -> any EvalTarget

  private let context: ProcessContext
  private let makeServer: MakingServer

  /// Creates a factory.
  ///
  /// - Parameters:
  ///   - context: Where processes and files come from.
  ///   - makeServer: Makes the target of a server.
  package init(context: ProcessContext, makeServer: @escaping MakingServer) {
    self.context = context
    self.makeServer = makeServer
  }

  /// Makes a target, which is not started yet.
  ///
  /// - Throws: `GateError` where it cannot be one, with the place in the configuration.
  package func target(_ plan: TargetPlan) throws(GateError) -> any EvalTarget {
    switch plan.kind {
    case .exec(let command): try ExecTarget(command, plan: plan, context: context)
    case .worker(let command, let count):
      try WorkerTarget(command, count: count, plan: plan, context: context)
    case .openai(let server): try makeServer(server, plan)
    case .replay(let path, let output):
      ReplayTarget(path: path, output: output, folder: context.folder, location: plan.location)
    }
  }
}
