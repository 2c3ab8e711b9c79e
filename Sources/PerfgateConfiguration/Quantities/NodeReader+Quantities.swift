internal import PerfgateModel

extension NodeReader {
  /// Whether the value is the word `off`.
  var isOff: Bool {
    if case .scalar("off", _) = node.content { return true }
    return false
  }

  /// A whole number within a range; only unquoted.
  func integer(in range: ClosedRange<Int>) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .scalar(let text, isPlain: true) = node.content,
      let parts = QuantityGrammar.parts(text), parts.unit.isEmpty, !parts.digits.contains("."),
      let value = Int(text), range.contains(value)
    else {
      reportMismatch(expected)
      return nil
    }
    return value
  }

  /// `true` or `false`; only unquoted.
  func flag() -> Bool? {
    if case .scalar("true", isPlain: true) = node.content { return true }
    if case .scalar("false", isPlain: true) = node.content { return false }
    reportMismatch("true or false")
    return nil
  }

  /// One of some words.
  func choice<Choice>(_ choices: [(word: String, choice: Choice)]) -> Choice? {
    let words = choices.map(\.word)
    let list = words.joined(separator: ", ")
    guard !node.isNothing, case .scalar(let text, _) = node.content else {
      reportMismatch("one of \(list)")
      return nil
    }
    if let found = choices.first(where: { $0.word == text }) { return found.choice }
    let near = NearMiss.phrase(for: text, among: words)
    report("'\(name)' must be one of \(list), found \(node.found)\(near)")
    return nil
  }

  /// One of the cases of an enumeration of words.
  func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    choice(Choice.allCases.map { (word: $0.rawValue, choice: $0) })
  }

  /// A day as `2027-03-01`.
  func day() -> CalendarDate? {
    guard let text = text("a day such as 2027-03-01") else { return nil }
    if let day = CalendarDate(text) { return day }
    reportMismatch("a day such as 2027-03-01")
    return nil
  }

  /// A duration in seconds.
  ///
  /// - Parameters:
  ///   - range: What makes sense, in seconds.
  ///   - bounds: The range as a person writes it.
  /// - Returns: Seconds; `nil` where something else was found, which is reported.
  func seconds(in range: ClosedRange<Double>, shownAs bounds: String) -> Double? {
    quantity(
      "a duration such as 500ms",
      units: QuantityGrammar.durations,
      bare: "s",
      range: range,
      bounds: bounds
    )
  }

  /// A percentage as a ratio.
  ///
  /// - Parameters:
  ///   - range: What makes sense, as ratios.
  ///   - alternative: A word that may stand there instead.
  /// - Returns: The ratio; `nil` where something else was found, which is reported.
  func ratio(in range: ClosedRange<Double>, or alternative: String? = nil) -> Double? {
    let expected = "a percentage such as 10%" + (alternative.map { " or \($0)" } ?? "")
    guard case .scalar(let text, _) = node.content, let parts = QuantityGrammar.parts(text) else {
      reportMismatch(expected)
      return nil
    }
    guard parts.unit == "%" else {
      reportMismatch(expected, hints: parts.unit.isEmpty ? percentHints(parts) : [])
      return nil
    }
    let value = parts.magnitude / 100 * (parts.isNegative ? -1 : 1)
    guard range.contains(value) else {
      let bounds = "\(percent(range.lowerBound)) to \(percent(range.upperBound))"
      report("'\(name)' must be from \(bounds), found \(node.found)")
      return nil
    }
    return value
  }

  /// A limit: `off`, or a percentage above 0% and up to 10000%.
  func limit() -> RuleLimit? {
    if isOff { return .off }
    guard let ratio = ratio(in: 0...100, or: "off") else { return nil }
    guard ratio > 0 else {
      report("'\(name)' must be above 0%", hints: ["write off where nothing should fail"])
      return nil
    }
    return .ratio(ratio)
  }

  /// A value of a metric, in its base unit, not negative.
  func amount(_ unit: MetricUnit) -> Double? {
    switch unit {
    case .seconds: seconds(in: 0...1e9, shownAs: "0s to 1000000000s")
    case .bytes:
      quantity(
        "a size such as 250MiB",
        units: QuantityGrammar.sizes,
        bare: "B",
        range: 0...1e18,
        bounds: "0B to 1000000TB"
      )
    case .ratio:
      quantity(
        "a share such as 90%",
        units: [("%", 0.01), ("", 1)],
        bare: nil,
        range: 0...1,
        bounds: "0% to 100%"
      )
    case .count, .usd:
      quantity("a number", units: [("", 1)], bare: nil, range: 0...1e15, bounds: "0 to 10^15")
    }
  }

  private func quantity(
    _ expected: String,
    units: [(unit: String, factor: Double)],
    bare: String?,
    range: ClosedRange<Double>,
    bounds: String
  ) -> Double? {
    guard case .scalar(let text, _) = node.content, let parts = QuantityGrammar.parts(text) else {
      reportMismatch(expected)
      return nil
    }
    guard let unit = units.first(where: { $0.unit == parts.unit }) else {
      let names = units.map(\.unit)
      if parts.unit.isEmpty, let bare {
        reportMismatch(expected, hints: ["write \(parts.digits)\(bare)"])
      } else if bare == nil {
        reportMismatch(expected)
      } else {
        let near = NearMiss.phrase(for: parts.unit, among: names)
        let shown = MessageText.shortened(parts.unit)
        report(
          "'\(name)' must be \(expected), found the unit '\(shown)'\(near)",
          hints: near.isEmpty
            ? ["units: \(names.filter { $0.utf8.allSatisfy { $0 < 128 } }.joined(separator: ", "))"]
            : []
        )
      }
      return nil
    }
    guard !parts.isNegative else {
      report("'\(name)' must not be negative, found \(node.found)")
      return nil
    }
    // Dividing by a power of ten rounds once, multiplying by its inexact inverse twice.
    let value =
      unit.factor < 1
      ? parts.magnitude / (1 / unit.factor).rounded() : parts.magnitude * unit.factor
    guard value.isFinite, range.contains(value) else {
      report("'\(name)' must be from \(bounds), found \(node.found)")
      return nil
    }
    return value
  }

  private func percentHints(_ parts: QuantityGrammar.Parts) -> [String] {
    guard parts.magnitude > 0, parts.magnitude < 1 else { return ["write \(parts.digits)%"] }
    return ["write \(percent(parts.magnitude)), or \(parts.digits)% where that is meant"]
  }

  private func percent(_ ratio: Double) -> String {
    "\(JSONNumber.text(JSONNumber.rounded(ratio * 100, significantDigits: 12)))%"
  }
}
