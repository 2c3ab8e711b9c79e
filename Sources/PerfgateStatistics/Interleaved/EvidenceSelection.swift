import RealModule

/// Which of many metrics are proven together, by the evidence that each has at the end.
///
/// Wang and Ramdas (2022), False Discovery Rate Control with E-values, J. R. Statist. Soc. B 84,
/// 822-852: of what is selected, a share of at most a is wrong on average, whatever the dependence.
package enum EvidenceSelection {
  /// How many of the largest are selected: the largest k for which the k-th reaches m / (a k).
  ///
  /// - Parameters:
  ///   - evidence: Natural logarithms, in any order.
  ///   - rate: a, above 0.
  ///   - familySize: m, at least the number of values.
  /// - Returns: From 0 to the number of values.
  package static func count(_ evidence: [Double], rate: Double, familySize: Int) -> Int {
    let descending = evidence.sorted(by: >)
    let selected = descending.indices.last { index in
      descending[index] >= needed(selected: index + 1, rate: rate, familySize: familySize)
    }
    return selected.map { $0 + 1 } ?? 0
  }

  /// The natural logarithm of the evidence that each of k selected metrics has, ln(m / (a k)).
  ///
  /// - Parameters:
  ///   - selected: k, at least 1.
  ///   - rate: a, above 0.
  ///   - familySize: m, at least 1.
  /// - Returns: A natural logarithm.
  package static func needed(selected: Int, rate: Double, familySize: Int) -> Double {
    Double.log(Double(max(1, familySize)) / (rate * Double(max(1, selected))))
  }
}
