/// The text forms of quantities: a decimal number and a unit.
enum QuantityGrammar {
  /// Durations and their seconds.
  static let durations: [(unit: String, factor: Double)] = [
    ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60),
    ("h", 3600),
  ]
  /// Sizes and their bytes; decimal and binary multiples (IEC 80000-13).
  static let sizes: [(unit: String, factor: Double)] = [
    ("B", 1), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
  ]

  /// A number and what follows it.
  struct Parts: Equatable {
    var isNegative: Bool
    /// Finite and not negative.
    var magnitude: Double
    /// How the number is written.
    var digits: String
    /// What follows, without the one space that may stand between.
    var unit: String
  }

  /// Takes a quantity apart.
  ///
  /// - Parameter text: `digits[.digits]`, an optional sign before and an optional unit behind it.
  /// - Returns: `nil` where it does not begin with such a number, or where that is not finite.
  static func parts(_ text: String) -> Parts? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    var digits = takeDigits(&rest)
    guard !digits.isEmpty, digits == "0" || digits.first != "0" else { return nil }
    if rest.first == "." {
      rest = rest.dropFirst()
      let fraction = takeDigits(&rest)
      guard !fraction.isEmpty else { return nil }
      digits += "." + fraction
    }
    guard let magnitude = Double(digits), magnitude.isFinite else { return nil }
    if rest.first == " " { rest = rest.dropFirst() }
    return Parts(
      isNegative: isNegative,
      magnitude: magnitude,
      digits: digits,
      unit: String(rest)
    )
  }

  private static func takeDigits(_ rest: inout Substring) -> String {
    let digits = rest.prefix { ("0"..."9").contains($0) && $0.utf8.count == 1 }
    rest = rest.dropFirst(digits.count)
    return String(digits)
  }
}
