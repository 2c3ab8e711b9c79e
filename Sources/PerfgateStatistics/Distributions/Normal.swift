import RealModule

/// The standard normal distribution.
package enum Normal {
  /// The probability of a value of at most `z`.
  ///
  /// Through the complementary error function (DLMF 7.1), so the lower tail keeps its digits.
  ///
  /// - Parameter z: Any number; NaN gives NaN.
  /// - Returns: A probability.
  package static func cdf(_ z: Double) -> Double {
    0.5 * Double.erfc(-z * 0.5.squareRoot())
  }

  /// The probability of a value above `z`.
  ///
  /// - Parameter z: Any number; NaN gives NaN.
  /// - Returns: A probability.
  package static func upperTail(_ z: Double) -> Double {
    cdf(-z)
  }

  /// The value that is not exceeded with probability `probability`.
  ///
  /// Starts from Abramowitz and Stegun 26.2.23 (error below 4.5e-4) and refines by Newton's method
  /// on the logarithm of the tail.
  ///
  /// - Parameter probability: 0 to 1; the ends give the infinities, anything else NaN.
  /// - Returns: The quantile.
  package static func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return probability < 0.5
      ? -upperQuantile(tail: probability) : upperQuantile(tail: 1 - probability)
  }

  /// The value that is exceeded with probability `tail`.
  ///
  /// - Parameter tail: 0 to 1, kept accurate however small; anything else gives NaN.
  /// - Returns: The quantile.
  package static func upperQuantile(tail: Double) -> Double {
    guard tail >= 0, tail <= 1 else { return .nan }
    guard tail > 0 else { return .infinity }
    guard tail <= 0.5 else { return -upperQuantile(tail: 1 - tail) }
    let start = (-2 * Double.log(tail)).squareRoot()
    let numerator = 2.515517 + start * (0.802853 + start * 0.010328)
    let denominator = 1 + start * (1.432788 + start * (0.189269 + start * 0.001308))
    var z = start - numerator / denominator
    for _ in 0..<4 {
      let reached = upperTail(z)
      let density = Double.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      guard reached > 0, density > 0 else { break }
      z += Double.log(reached / tail) * (reached / density)
    }
    return z
  }
}
