package import PerfgateConfiguration
package import PerfgateModel

/// Workers of the user's own that make vectors of texts.
package struct WorkerEmbedder: Embedder {
  private let pool: WorkerPool

  /// Creates an embedder.
  ///
  /// - Parameters:
  ///   - command: What is started.
  ///   - count: How many processes.
  ///   - context: Where processes come from.
  ///   - location: Where it is configured.
  /// - Throws: `GateError` where there is no such program.
  package init(
    _ command: CommandLine,
    count: Int,
    context: ProcessContext,
    location: SourcePlace
  ) throws(GateError) {
    pool = try WorkerPool(command, count: count, context: context, location: location)
  }

  /// Starts the workers and waits for their hellos.
  package func start() async throws(GateError) { try await pool.start() }

  /// Asks a worker for vectors.
  package func embed(_ texts: [String]) async throws(ScoringError) -> [[Double]] {
    try await pool.ask([("texts", .strings(texts))]).vectors(texts.count)
  }

  /// Ends the workers.
  package func stop() async { _ = await pool.stop() }
}
