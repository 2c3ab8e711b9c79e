import RealModule

/// The mean of paired differences and how surely it is known, cases that belong together taken as one.
package struct PairedMean: Sendable, Equatable {
  /// The mean over cases.
  package let mean: Double
  /// How many independent parts it rests on: clusters where cases have them, else cases.
  package let parts: Int
  /// The standard error of the mean; 0 where all parts agree.
  package let standardError: Double

  /// Summarises differences; `nil` for fewer than two parts.
  ///
  /// Of cases that stand alone s / sqrt(n). Of clusters the sandwich of Liang and Zeger (1986),
  /// Longitudinal Data Analysis Using Generalized Linear Models, Biometrika 73, 13-22, for a mean:
  /// sqrt(G / (G - 1) sum of (sums of deviations within a cluster)^2) / n.
  ///
  /// - Parameters:
  ///   - differences: One for each case.
  ///   - clusters: The number of each case's cluster from 0; `nil` where all stand alone.
  package init?(_ differences: [Double], clusters: [Int]? = nil) {
    let count = differences.count
    guard count > 0, differences.allSatisfy({ abs($0) <= 1e100 }) else { return nil }
    let mean = differences.compensatedSum() / Double(count)
    var sums: [Double]
    if let clusters {
      guard clusters.count == count else { return nil }
      sums = SignFlipTest.sums(of: differences.map { $0 - mean }, in: clusters)
    } else {
      sums = differences.map { $0 - mean }
    }
    guard sums.count >= 2 else { return nil }
    let scale = Double(sums.count) / Double(sums.count - 1)
    let squares = sums.lazy.map { $0 * $0 }.compensatedSum()
    self.mean = mean
    parts = sums.count
    standardError = (scale * squares).squareRoot() / Double(count)
  }

  /// The mean that is exceeded with no more than a chance, by Student's t with one degree of freedom
  /// less than there are parts.
  ///
  /// - Parameter risk: The chance, 0 to 0.5.
  /// - Returns: A mean.
  package func upperBound(risk: Double) -> Double { mean + margin(risk) }

  /// The mean that is fallen short of with no more than a chance.
  package func lowerBound(risk: Double) -> Double { mean - margin(risk) }

  private func margin(_ risk: Double) -> Double {
    guard standardError > 0 else { return 0 }
    let quantile = StudentT(degreesOfFreedom: Double(parts - 1))?.upperQuantile(tail: risk)
    return (quantile ?? .infinity) * standardError
  }
}

extension SignFlipTest {
  /// The sums of what belongs together, in the order in which clusters appear.
  ///
  /// - Parameters:
  ///   - differences: One for each case.
  ///   - clusters: The number of each case's cluster, from 0.
  /// - Returns: One sum for each cluster that has a case.
  package static func sums(of differences: [Double], in clusters: [Int]) -> [Double] {
    var places: [Int: Int] = [:]
    var sums: [Double] = []
    for (difference, cluster) in zip(differences, clusters) {
      if let place = places[cluster] {
        sums[place] += difference
      } else {
        places[cluster] = sums.count
        sums.append(difference)
      }
    }
    return sums
  }
}
