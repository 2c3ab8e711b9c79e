/// Durations for people: three significant digits and a unit.
enum DurationText {
  private static let units: [(size: Double, name: String)] = [
    (1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns"),
  ]

  /// The text of a duration.
  ///
  /// - Parameter nanoseconds: Any number.
  /// - Returns: Such as `1.23 ms`.
  static func text(nanoseconds: Double) -> String {
    guard nanoseconds != 0 else { return "0 ns" }
    let unit = units.first { abs(nanoseconds) >= 0.9995 * $0.size } ?? (1, "ns")
    return "\(DecimalText.text(nanoseconds / unit.size)) \(unit.name)"
  }
}

/// Bytes for people.
enum BytesText {
  private static let units: [(size: Double, name: String)] = [
    (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B"),
  ]

  /// The text of a number of bytes, such as `1.23 MB`.
  static func text(_ bytes: Double) -> String {
    let unit = units.first { abs(bytes) >= 0.9995 * $0.size } ?? (1, "B")
    return "\(DecimalText.text(bytes / unit.size)) \(unit.name)"
  }
}

/// Shares for people.
enum PercentText {
  /// The text of a share, such as `12%` or `0.4%`.
  static func text(_ share: Double) -> String {
    let percent = 100 * share
    let decimals = abs(percent) >= 9.95 || percent == 0 ? 0 : 1
    return DecimalText.text(percent, decimals: decimals) + "%"
  }
}

/// Numbers for people.
enum DecimalText {
  /// Three significant digits: `1.23`, `12.3`, `123`.
  static func text(_ value: Double) -> String {
    switch abs(value) {
    case ..<9.995: text(value, decimals: 2)
    case ..<99.95: text(value, decimals: 1)
    default: text(value, decimals: 0)
    }
  }

  /// A number with so many decimals, 0 to 3.
  static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.description }
    let scale = [1, 10, 100, 1000][min(3, max(0, decimals))]
    let scaled = Int64((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let rest = String(Int64(scale) + scaled % Int64(scale)).dropFirst()
    return "\(sign)\(scaled / Int64(scale)).\(rest)"
  }
}
