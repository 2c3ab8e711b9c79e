/// A random number generator whose whole sequence follows from its seed, on every platform.
///
/// SplitMix64 of Steele, Lea and Flood (2014), Fast Splittable Pseudorandom Number Generators,
/// OOPSLA. The helpers are its own because the standard library does not promise to keep its
/// mapping from bits to indices between releases, and a recorded seed must stay reproducible.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`.
  ///
  /// - Parameter seed: Any value, all are equally good.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A uniform value from 0 up to but not including 1, on 53 bits.
  package mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform index from 0 up to but not including `count`.
  ///
  /// Lemire (2019), Fast Random Integer Generation in an Interval, with rejection, so that no index
  /// is favoured.
  ///
  /// - Parameter count: At least 1.
  /// - Returns: An index, each with the same chance.
  package mutating func nextIndex(below count: Int) -> Int {
    precondition(count > 0, "an index below nothing")
    let bound = UInt64(count)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// Puts the values in an order drawn uniformly from all orders (Fisher and Yates; Durstenfeld).
  ///
  /// - Parameter values: What to reorder in place.
  package mutating func shuffle<Value>(_ values: inout [Value]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, nextIndex(below: last + 1))
    }
  }
}
