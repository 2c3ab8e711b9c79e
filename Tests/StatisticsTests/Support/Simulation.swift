import Foundation
import PerfgateStatistics

extension SeededGenerator {
  /// A standard normal value (Box and Muller 1958).
  mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * Double.pi * nextUnit())
  }

  /// Normal values.
  mutating func normals(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in mean + deviation * nextNormal() }
  }
}

/// Numbers that nobody measures and that arrive nevertheless.
let hostileNumbers: [Double] = [
  .nan, -.nan, .infinity, -.infinity, 0, -0.0, 1, -1, .leastNonzeroMagnitude,
  -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, .ulpOfOne, 0.5, 1e-200, 1e100, -1e100, 1e18, 1e308,
]
