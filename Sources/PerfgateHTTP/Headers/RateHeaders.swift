import NIOHTTP1
import PerfgateStreaming

/// What the headers `x-ratelimit-...` say about a server's limits.
enum RateHeaders {
  /// More is not believed: sums of it stay within integers.
  private static let most = 1_000_000_000_000

  /// Reads what there is.
  ///
  /// - Returns: `nil` where nothing can be read.
  static func read(_ headers: HTTPHeaders) -> ServerRates? {
    let requests = rate("requests", headers)
    let tokens = rate("tokens", headers)
    return requests == nil && tokens == nil ? nil : ServerRates(requests: requests, tokens: tokens)
  }

  private static func rate(_ kind: String, _ headers: HTTPHeaders) -> ServerRates.Rate? {
    func text(_ part: String) -> String? { headers.first(name: "x-ratelimit-\(part)-\(kind)") }
    let rate = ServerRates.Rate(
      // A limit of nothing would be no server.
      perMinute: text("limit").flatMap(count).flatMap { $0 > 0 ? $0 : nil },
      remaining: text("remaining").flatMap(count),
      resetAfter: text("reset").flatMap(duration)
    )
    return rate == ServerRates.Rate() ? nil : rate
  }

  private static func count(_ text: String) -> Int? {
    guard let count = Int(text), (0...most).contains(count) else { return nil }
    return count
  }

  /// A time as Go writes it, `6m0s`, `1h2m3.5s`, `20ms`; a number alone is seconds.
  static func duration(_ text: String) -> Duration? {
    var rest = Substring(text)
    var seconds = 0.0
    repeat {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      guard let value = Double(number) else { return nil }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      switch unit {
      case "d": seconds += value * 86_400
      case "h": seconds += value * 3600
      case "m": seconds += value * 60
      case "s": seconds += value
      case "ms": seconds += value / 1e3
      case "us", "µs", "μs": seconds += value / 1e6
      case "ns": seconds += value / 1e9
      case "" where rest.isEmpty && number.count == text.count: seconds = value
      default: return nil
      }
    } while !rest.isEmpty
    return seconds <= 1e6 ? .seconds(seconds) : nil
  }
}
