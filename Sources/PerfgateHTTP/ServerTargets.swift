package import PerfgateConfiguration
package import PerfgateEval
package import PerfgateModel
package import PerfgateSystem

/// What speaks to servers, made from plans.
package enum ServerTargets {
  /// A server with `/chat/completions` as a target.
  ///
  /// - Parameters:
  ///   - plan: The server.
  ///   - target: The target, for its time limit and its place.
  ///   - folder: What files of prompts are relative to.
  ///   - environment: Where the key is looked for when the target starts.
  /// - Returns: The target, not started yet.
  /// - Throws: `GateError` where the address is none, or a prompt cannot be read.
  package static func make(
    _ plan: ServerPlan,
    target: TargetPlan,
    folder: String,
    environment: ProcessEnvironment
  ) throws(GateError) -> any EvalTarget {
    try ChatTarget(plan, target: target, folder: folder, environment: environment)
  }

  /// A server with `/embeddings`.
  ///
  /// - Parameters:
  ///   - plan: The server; its prompt does not count.
  ///   - environment: Where the key is looked for when the client starts.
  /// - Returns: The client, not started yet.
  /// - Throws: `GateError` where the address is none.
  package static func embedder(
    _ plan: ServerPlan,
    environment: ProcessEnvironment
  ) throws(GateError) -> any Embedder {
    try EmbeddingClient(plan, environment: environment)
  }
}
