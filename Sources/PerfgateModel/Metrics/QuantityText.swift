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
    case .usd:
      return (value < 0 ? "-$" : "$") + significant(abs(value), digits: 4, isTrimmed: true)
    case .ratio: return significant(value, digits: 4, isTrimmed: true)
    }
  }

  /// A duration, `12.3 ms`.
  package static func seconds(_ value: Double) -> String {
    scaled(value, secondUnits, base: "s")
  }

  private static let secondUnits = [(1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")]

  /// A size in binary units, `4.21 MiB`.
  package static func bytes(_ value: Double) -> String {
    if abs(value) < 1024, value == value.rounded() { return "\(fixed(value, decimals: 0)) B" }
    return scaled(value, byteUnits, base: "B")
  }

  private static let byteUnits = [
    (0x1p30, "GiB"), (0x1p20, "MiB"), (0x1p10, "KiB"), (1, "B"),
  ]

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

  /// Percentage points, `2 pp`.
  package static func points(_ share: Double) -> String {
    guard share.isFinite else { return "n/a" }
    return fixed(share * 100, decimals: 2, isTrimmed: true) + " pp"
  }

  /// A change in percentage points, `-2.1 pp`; always with its sign.
  package static func pointChange(_ share: Double) -> String {
    guard share.isFinite else { return "n/a" }
    return (share < 0 ? "-" : "+") + points(abs(share))
  }

  /// A share or level, `9.8%`.
  package static func share(_ ratio: Double) -> String {
    guard ratio.isFinite else { return "n/a" }
    let percent = ratio * 100
    let decimals = abs(percent) < 9.995 ? 2 : abs(percent) < 99.95 ? 1 : 0
    return fixed(percent, decimals: decimals, isTrimmed: true) + "%"
  }

  /// A number with a fixed count of decimals and grouped thousands.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    fixed(value, decimals: decimals, isTrimmed: false)
  }

  /// The same, where trimmed without zeros at the end of the decimals: `5.00` says no more than `5`.
  private static func fixed(_ value: Double, decimals: Int, isTrimmed: Bool) -> String {
    guard value.isFinite else { return "n/a" }
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 9e15 else { return JSONNumber.text(value) }
    var units = Int64(scaled)
    let isNegative = value < 0 && units != 0
    var decimals = decimals
    while isTrimmed, decimals > 0, units % 10 == 0 {
      (units, decimals) = (units / 10, decimals - 1)
    }
    return text(ofUnits: units, decimals: decimals, isNegative: isNegative)
  }

  /// The digits from the last to the first, with a point before the decimals and grouped thousands.
  private static func text(ofUnits units: Int64, decimals: Int, isNegative: Bool) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    var rest = units
    var place = -decimals
    repeat {
      if place == 0, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
      if place > 0, place % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
      place += 1
    } while rest > 0 || place <= 0
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    bytes.reverse()
    return String(decoding: bytes, as: UTF8.self)
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
  private static func significant(
    _ value: Double,
    digits: Int,
    isTrimmed: Bool = false
  ) -> String {
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
    return fixed(rounded, decimals: max(0, decimals), isTrimmed: isTrimmed)
  }
}
