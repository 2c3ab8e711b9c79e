import RealModule

/// Two rates of the same cases, by how many cases changed in which direction.
package struct PairedRates: Sendable, Equatable {
  /// Cases that were right and are wrong.
  package let worse: Int
  /// Cases that were wrong and are right.
  package let better: Int
  /// All cases.
  package let cases: Int

  /// Counts cases; `nil` where more changed than there are, or there are none.
  package init?(worse: Int, better: Int, cases: Int) {
    guard worse >= 0, better >= 0, cases > 0, worse <= cases, better <= cases - worse else {
      return nil
    }
    self.worse = worse
    self.better = better
    self.cases = cases
  }

  /// How far the rate fell, -1 to 1.
  package var drop: Double { Double(worse - better) / Double(cases) }

  /// The drop that a one-sided score test at a level just does not exclude from above.
  ///
  /// Tango (1998), Equivalence Test and Confidence Interval for the Difference in Proportions for the
  /// Paired-Sample Design, Statistics in Medicine 17, 891-908.
  ///
  /// - Parameter risk: The chance that the true drop is larger, 0 to 0.5.
  /// - Returns: A drop, -1 to 1.
  package func upperBound(risk: Double) -> Double {
    Self.upperBound(worse: worse, better: better, cases: cases, risk: risk)
  }

  /// The drop that a one-sided score test at a level just does not exclude from below.
  package func lowerBound(risk: Double) -> Double {
    -Self.upperBound(worse: better, better: worse, cases: cases, risk: risk)
  }

  private static func upperBound(worse: Int, better: Int, cases: Int, risk: Double) -> Double {
    let z = Normal.upperQuantile(tail: min(0.5, max(0, risk)))
    guard z.isFinite, worse < cases else { return 1 }
    var low = Double(worse - better) / Double(cases)
    var high = 1.0
    for _ in 0..<100 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if score(middle, worse: worse, better: better, cases: cases) > -z {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// Tango's statistic, which falls as the supposed drop grows.
  private static func score(_ drop: Double, worse: Int, better: Int, cases: Int) -> Double {
    let (b, c, n) = (Double(worse), Double(better), Double(cases))
    let linear = -b - c + (2 * n - b + c) * drop
    let constant = -c * drop * (1 - drop)
    let root = max(0, linear * linear - 8 * n * constant).squareRoot()
    // The likeliest rate of improving cases at this drop, in the form that keeps its digits.
    let rate = linear <= 0 ? (root - linear) / (4 * n) : -2 * constant / (root + linear)
    let variance = n * (2 * max(0, rate) + drop * (1 - drop))
    let excess = b - c - n * drop
    guard variance > 0 else { return excess > 0 ? .infinity : excess < 0 ? -.infinity : 0 }
    return excess / variance.squareRoot()
  }
}
