import RealModule

/// The regularised incomplete beta function, on which Student's t and the binomial rest.
enum IncompleteBeta {
  /// Iterations after which the continued fraction is given up.
  private static let iterationLimit = 1_000_000

  /// Smallest magnitude allowed for a partial denominator, as Thompson and Barnett propose.
  private static let floor = 1e-300

  /// The regularised incomplete beta function I_x(a, b).
  ///
  /// The continued fraction is DLMF 8.17.22 (https://dlmf.nist.gov/8.17), evaluated by the modified
  /// method of Lentz (Thompson and Barnett 1986, J. Comput. Phys. 64, 490-509). It converges in
  /// O(sqrt(max(a, b))) steps below (a + 1) / (a + b + 2); above, I_x(a, b) = 1 - I_(1-x)(b, a).
  ///
  /// - Parameters:
  ///   - a: The first shape, positive and finite.
  ///   - b: The second shape, positive and finite.
  ///   - x: The upper end of the integral, 0 to 1.
  ///   - complement: 1 - x, given by the caller so that neither end loses digits.
  /// - Returns: A probability; NaN outside the domain or without convergence.
  static func regularized(_ a: Double, _ b: Double, x: Double, complement: Double) -> Double {
    guard a > 0, b > 0, a.isFinite, b.isFinite, !x.isNaN, !complement.isNaN else { return .nan }
    guard x > 0 else { return 0 }
    guard complement > 0 else { return 1 }
    let power = powerTerm(a, b, x: x, complement: complement)
    if x < (a + 1) / (a + b + 2) {
      return min(1, power * continuedFraction(a, b, x) / a)
    }
    return max(0, 1 - power * continuedFraction(b, a, complement) / b)
  }

  /// x^a (1-x)^b / B(a, b), without the cancellation of three large log-gammas.
  ///
  /// With n = a + b and d the error of Stirling's formula this is
  /// sqrt(ab / 2 pi n) exp(d(n) - d(a) - d(b)) exp(-a ln(a / nx) - b ln(b / n(1-x))), the form of
  /// Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
  ///
  /// - Parameters:
  ///   - a: The first shape, positive.
  ///   - b: The second shape, positive.
  ///   - x: Above 0.
  ///   - complement: 1 - x, above 0.
  /// - Returns: The term, at least 0.
  static func powerTerm(_ a: Double, _ b: Double, x: Double, complement: Double) -> Double {
    let n = a + b
    let deviance = a * Double.log(a / n / x) + b * Double.log(b / n / complement)
    let correction = stirlingError(n) - stirlingError(a) - stirlingError(b)
    return (a / n * b / (2 * Double.pi)).squareRoot() * Double.exp(correction - deviance)
  }

  /// ln gamma(z) less Stirling's (z - 1/2) ln z - z + ln(2 pi) / 2 (DLMF 5.11.1).
  private static func stirlingError(_ z: Double) -> Double {
    guard z >= 10 else {
      return Double.logGamma(z) - (z - 0.5) * Double.log(z) + z - 0.5 * Double.log(2 * Double.pi)
    }
    let coefficients: [Double] = [
      1.0 / 156, -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
    ]
    let inverseSquare = 1 / (z * z)
    return coefficients.reduce(0) { $0 * inverseSquare + $1 } / z
  }

  /// The value of the continued fraction for a I_x(a, b) B(a, b) / (x^a (1-x)^b).
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var ratio = 1.0
    var inverse = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
    var value = inverse
    for step in 1...iterationLimit {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for coefficient in [even, odd] {
        inverse = 1 / awayFromZero(1 + coefficient * inverse)
        ratio = awayFromZero(1 + coefficient / ratio)
        change = inverse * ratio
        value *= change
      }
      if abs(change - 1) <= 2 * Double.ulpOfOne { return value }
    }
    return .nan
  }

  private static func awayFromZero(_ value: Double) -> Double {
    abs(value) < floor ? floor : value
  }
}
