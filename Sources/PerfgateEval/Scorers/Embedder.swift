package import PerfgateModel

/// Makes vectors of texts that are near each other where the texts mean the same.
package protocol Embedder: Sendable {
  /// Makes everything ready.
  ///
  /// - Throws: `GateError` where nothing could be embedded.
  func start() async throws(GateError)

  /// Embeds texts.
  ///
  /// - Parameter texts: At least one, none of them empty.
  /// - Returns: A vector for each, in their order, all of one length.
  /// - Throws: `ScoringError` where there are none.
  func embed(_ texts: [String]) async throws(ScoringError) -> [[Double]]

  /// Ends everything that was started.
  func stop() async
}

extension Embedder {
  package func start() async throws(GateError) {}
  package func stop() async {}
}
