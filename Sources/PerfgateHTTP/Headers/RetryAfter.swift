import NIOHTTP1

/// How long a server says to wait before the next attempt.
enum RetryAfter {
  /// Nobody waits longer, whatever a server says.
  private static let most = Duration.seconds(86_400)

  /// Reads `retry-after-ms`, or else `Retry-After` with seconds or a date.
  ///
  /// A date is told from the reply's own, so that it does not matter how clocks are set.
  ///
  /// - Parameter headers: Of the reply.
  /// - Returns: At least 0; `nil` where there is none that can be read.
  static func read(_ headers: HTTPHeaders) -> Duration? {
    if let text = headers.first(name: "retry-after-ms"), let wait = seconds(text) {
      return limited(wait / 1000)
    }
    guard let text = headers.first(name: "retry-after") else { return nil }
    if let wait = seconds(text) { return limited(wait) }
    guard let date = HTTPDate.unixSeconds(text),
      let now = headers.first(name: "date").flatMap({ HTTPDate.unixSeconds($0) })
    else { return nil }
    return limited(Double(date - now))
  }

  private static func limited(_ seconds: Double) -> Duration {
    min(most, .seconds(min(max(0, seconds), 1e6)))
  }

  private static func seconds(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
    return Double(text)
  }
}
