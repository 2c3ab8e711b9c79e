import RealModule

/// Student's t distribution with real-valued degrees of freedom.
package struct StudentT: Sendable, Equatable {
  /// The degrees of freedom, 0.001 to 1e9.
  package let degreesOfFreedom: Double

  /// Makes the distribution; nil outside 0.001 to 1e9 degrees of freedom.
  ///
  /// - Parameter degreesOfFreedom: Accurate to 1e-10 from 1 to 10,000.
  package init?(degreesOfFreedom: Double) {
    guard (1e-3...1e9).contains(degreesOfFreedom) else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value of at most `t`.
  ///
  /// - Parameter t: Any number; NaN gives NaN.
  /// - Returns: A probability.
  package func cdf(_ t: Double) -> Double {
    upperTail(-t)
  }

  /// The probability of a value above `t`, with its digits kept however small it is.
  ///
  /// Half of I_x(v/2, 1/2) at x = v / (v + t^2), Abramowitz and Stegun 26.5.27.
  ///
  /// - Parameter t: Any number; NaN gives NaN.
  /// - Returns: A probability.
  package func upperTail(_ t: Double) -> Double {
    let (x, complement) = betaArguments(t)
    let tail =
      0.5 * IncompleteBeta.regularized(degreesOfFreedom / 2, 0.5, x: x, complement: complement)
    return t < 0 ? 1 - tail : tail
  }

  /// The value that is not exceeded with probability `probability`.
  ///
  /// - Parameter probability: 0 to 1; the ends give the infinities, anything else NaN.
  /// - Returns: The quantile.
  package func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return probability < 0.5
      ? -upperQuantile(tail: probability) : upperQuantile(tail: 1 - probability)
  }

  /// The value that is exceeded with probability `tail`.
  ///
  /// Newton's method on the logarithms of the value and of its tail probability, kept inside a
  /// bracket that halves where a step would leave it.
  ///
  /// - Parameter tail: 0 to 1, accurate from 1e-100; outside the range NaN.
  /// - Returns: The quantile.
  package func upperQuantile(tail: Double) -> Double {
    guard tail >= 0, tail <= 1 else { return .nan }
    guard tail > 0 else { return .infinity }
    guard tail != 0.5 else { return 0 }
    guard tail < 0.5 else { return -upperQuantile(tail: 1 - tail) }
    let z = Normal.upperQuantile(tail: tail)
    var lower = 0.0
    var upper = max(z, Double.leastNormalMagnitude)
    while upperTail(upper) > tail, upper.isFinite {
      lower = upper
      upper *= 2
    }
    var t = min(upper, z + z * (z * z + 1) / (4 * degreesOfFreedom))
    for _ in 0..<200 {
      let reached = upperTail(t)
      if reached > tail { lower = t } else { upper = t }
      let (x, complement) = betaArguments(t)
      // t times the density: the derivative of the tail with respect to ln t, less its sign.
      let slope = IncompleteBeta.powerTerm(
        degreesOfFreedom / 2,
        0.5,
        x: x,
        complement: complement
      )
      let step = Double.log(reached / tail) * (reached / slope)
      var next = t * Double.exp(step)
      if !(next >= lower && next <= upper) { next = 0.5 * lower + 0.5 * upper }
      if abs(next - t) <= 4 * Double.ulpOfOne * t { return next }
      t = next
    }
    return t
  }

  /// v / (v + t^2) and t^2 / (v + t^2), without overflow for any t.
  private func betaArguments(_ t: Double) -> (x: Double, complement: Double) {
    let ratio = abs(t) / degreesOfFreedom.squareRoot()
    if ratio > 1 {
      let inverse = 1 / ratio / ratio
      return (inverse / (1 + inverse), 1 / (1 + inverse))
    }
    let square = ratio * ratio
    return (1 / (1 + square), square / (1 + square))
  }
}
