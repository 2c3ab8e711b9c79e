/// A parameter and the values it takes.
struct ParameterAxis {
  /// The most combinations of one benchmark's values.
  static let mostCombinations = 1000

  var name: String
  var values: [String]
  var position: TextPosition

  /// Every combination of values, the first parameter changing slowest.
  static func combinations(of axes: [ParameterAxis]) -> [[String: String]] {
    axes.reduce([[:]]) { combinations, axis in
      combinations.flatMap { combination in
        axis.values.map { value in
          combination.merging([axis.name: value]) { _, new in new }
        }
      }
    }
  }
}

extension NodeReader {
  /// Parameters: a list of values for each name.
  func parameters() -> [ParameterAxis]? {
    guard let members = members("a mapping of names and lists of values") else { return nil }
    let before = problems.errorCount
    let axes = members.compactMap { $0.axis() }
    guard problems.errorCount == before else { return nil }
    var combinations = 1
    for axis in axes {
      // Stops at the first axis that exceeds it: the product cannot overflow.
      combinations *= axis.values.count
      guard combinations <= ParameterAxis.mostCombinations else {
        report("'\(name)' has more than \(ParameterAxis.mostCombinations) combinations of values")
        return nil
      }
    }
    return axes
  }

  private func axis() -> ParameterAxis? {
    guard Placeholder.isName(name) else {
      problems.error(
        "'\(MessageText.shortened(name))' is no name of a parameter",
        at: keyPosition,
        hints: ["letters, digits, '_' and '-', no digit first, at most 64"]
      )
      return nil
    }
    guard let items = items("a list of values") else { return nil }
    guard !items.isEmpty else {
      report("'\(name)' must have at least one value")
      return nil
    }
    var values: [String] = []
    for item in items {
      guard let value = item.parameterValue() else { continue }
      if values.contains(value) {
        item.report("'\(name)' has the value '\(MessageText.shortened(value))' twice")
      }
      values.append(value)
      guard values.count <= ParameterAxis.mostCombinations else {
        report("'\(name)' has more than \(ParameterAxis.mostCombinations) values")
        return nil
      }
    }
    return ParameterAxis(name: name, values: values, position: keyPosition)
  }

  /// A value of a parameter as it is written.
  func parameterValue() -> String? {
    if case .scalar("", isPlain: true) = node.content {
      report("a value of '\(name)' is missing", hints: ["write \"\" for an empty value"])
      return nil
    }
    guard let value = verbatim("text or a number") else { return nil }
    guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      report("a value of '\(name)' must not hold control characters")
      return nil
    }
    return value.precomposed
  }
}
