/// What a server has served.
package struct ServerStatistics: Sendable, Equatable {
  /// The connections that were opened.
  package var connections = 0
  /// The requests that came as a whole, of every path but `/stats`.
  package var requests = 0
  /// The requests for chat completions.
  package var chats = 0
  /// The requests for embeddings.
  package var embeddings = 0
  /// The replies whose last byte was written.
  package var completed = 0
  /// The faults by their names.
  package var faults: [String: Int] = [:]
  /// The most requests at a time.
  package var mostAtOnce = 0
  /// The requests that are not answered yet.
  package var open = 0

  /// Creates counters at 0.
  package init() {}
}
