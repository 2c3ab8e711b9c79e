/// Numbers as people read them: three significant digits, a fitting unit, no locale.
package enum QuantityText {
  /// A value of a metric with its unit, `12.3 ms`.
  package static func text(_ value: Double, unit: MetricUnit) -> String {
    guard value.isFinite else { return "n/a" }
    switch unit {
    case .seconds: return seconds(value)
    case .bytes: return bytes(value)
    case .count:
      return value.rounded() == value ? fixed(value, decimals: 0) : significant(value, digits: 3)
    case .usd: return (value < 0 ? "-$" : "$") + trimmed(significant(abs(value), digits: 4))
    case .ratio: return trimmed(significant(value, digits: 4))
    }
  }

  /// A duration, `12.3 ms`.
  package static func seconds(_ value: Double) -> String {
    scaled(value, [(1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")], base: "s")
  }

  /// A size in binary units, `4.21 MiB`.
  package static func bytes(_ value: Double) -> String {
    let kib = 1024.0
    if abs(value) < kib, value == value.rounded() { return "\(fixed(value, decimals: 0)) B" }
    return scaled(
      value,
      [(kib * kib * kib, "GiB"), (kib * kib, "MiB"), (kib, "KiB"), (1, "B")],
      base: "B"
    )
  }

  /// A span of time that a person waits, `3 min 20 s`.
  package static func wait(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "n/a" }
    let whole = Int(max(0, seconds).rounded())
    if whole < 60 {
      return seconds < 10 ? "\(significant(max(0, seconds), digits: 2)) s" : "\(whole) s"
    }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// A ratio of change, `+9.8%`; always with its sign, so that it cannot be taken for a level.
  package static func change(_ ratio: Double) -> String {
    guard ratio.isFinite else { return "n/a" }
    return (ratio < 0 ? "-" : "+") + share(abs(ratio))
  }

  /// A share or level, `9.8%`.
  package static func share(_ ratio: Double) -> String {
    guard ratio.isFinite else { return "n/a" }
    let percent = ratio * 100
    let decimals = abs(percent) < 9.995 ? 2 : abs(percent) < 99.95 ? 1 : 0
    return trimmed(fixed(percent, decimals: decimals)) + "%"
  }

  /// A number with a fixed count of decimals and grouped thousands.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "n/a" }
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 9e15 else { return JSONNumber.text(value) }
    let units = Int64(scaled)
    let whole = grouped(units / Int64(power))
    let sign = value < 0 && units != 0 ? "-" : ""
    guard decimals > 0 else { return sign + whole }
    let fraction = String(units % Int64(power))
    let padding = String(repeating: "0", count: decimals - fraction.utf8.count)
    return "\(sign)\(whole).\(padding)\(fraction)"
  }

  private static func scaled(
    _ value: Double,
    _ units: [(size: Double, name: String)],
    base: String
  ) -> String {
    guard value.isFinite else { return "n/a" }
    guard let smallest = units.last, value != 0 else { return "0 \(base)" }
    // 999.6 of a unit would be shown as 1000: the next larger one reads better.
    let unit = units.first { abs(value) >= $0.size * 0.9995 } ?? smallest
    return "\(significant(value / unit.size, digits: 3)) \(unit.name)"
  }

  /// A number with some significant digits and no exponent where that reads well.
  private static func significant(_ value: Double, digits: Int) -> String {
    let rounded = JSONNumber.rounded(value, significantDigits: digits)
    let magnitude = abs(rounded)
    if magnitude != 0, magnitude < 1e-4 || magnitude >= 1e15 { return JSONNumber.text(rounded) }
    var decimals = digits - 1
    var unit = 1.0
    while magnitude >= unit * 10 {
      unit *= 10
      decimals -= 1
    }
    while magnitude > 0, magnitude < unit {
      unit /= 10
      decimals += 1
    }
    return fixed(rounded, decimals: max(0, decimals))
  }

  private static func grouped(_ value: Int64) -> String {
    let digits = String(value)
    guard value >= 1000 else { return digits }
    var text: [UInt8] = []
    for (index, digit) in digits.utf8.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Drops zeros behind the decimal point: `5.00` says no more than `5`.
  private static func trimmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var kept = text.utf8[...]
    while kept.last == UInt8(ascii: "0") { kept.removeLast() }
    if kept.last == UInt8(ascii: ".") { kept.removeLast() }
    return String(Substring(kept))
  }
}
