/// Hartigan's dip: how far a sample is from the nearest distribution with a single mode.
///
/// Hartigan and Hartigan (1985), The Dip Test of Unimodality, Annals of Statistics 13, 70-84. The
/// distribution function of a unimodal distribution is convex up to its mode and concave after it;
/// the dip is the largest distance that the empirical function must keep from every such function.
/// The search narrows an interval that holds the mode between knots of the greatest convex minorant
/// and the least concave majorant, as in their section 3.
enum DipStatistic {
  /// The dip of ascending values, from 1 / 2n to 1/4.
  ///
  /// - Parameter values: Strictly ascending; `separatingTies` makes them so.
  /// - Returns: The dip, a difference of probabilities.
  static func dip(_ values: [Double]) -> Double {
    let count = values.count
    guard count > 1 else { return 0.5 / Double(max(count, 1)) }
    var low = 0
    var high = count - 1
    // In steps of the empirical distribution function, twice the dip.
    var widest = 1.0
    while low < high {
      let minorant = Hull(values, low...high, turning: .convex)
      let majorant = Hull(values, low...high, turning: .concave)
      let (gap, left, right) = largestGap(minorant, majorant)
      guard gap > widest else { break }
      let belowMode = (low...left).map { Double($0) - minorant.height(at: $0) + 1 }
      let aboveMode = (right...high).map { majorant.height(at: $0) - Double($0) + 1 }
      widest = max(widest, belowMode.max() ?? 1, aboveMode.max() ?? 1)
      guard left > low || right < high else { break }
      low = left
      high = right
    }
    return widest / (2 * Double(count))
  }

  /// Spreads equal values evenly over the smallest gap between different ones.
  ///
  /// A clock that ticks makes each tick look like a mode of its own; spread over its tick, a sample
  /// is as unimodal as its histogram.
  ///
  /// - Parameter sorted: Ascending.
  /// - Returns: Strictly ascending values, or nil where all are equal.
  static func separatingTies(_ sorted: [Double]) -> [Double]? {
    let gaps = zip(sorted.dropFirst(), sorted).lazy.map { $0 - $1 }.filter { $0 > 0 }
    guard let tick = gaps.min() else { return nil }
    var separated: [Double] = []
    separated.reserveCapacity(sorted.count)
    var start = 0
    while start < sorted.count {
      let end = sorted[start...].firstIndex { $0 > sorted[start] } ?? sorted.count
      let ties = Double(end - start)
      for rank in 0..<(end - start) {
        separated.append(sorted[start] + tick * ((Double(rank) + 0.5) / ties - 0.5))
      }
      start = end
    }
    return zip(separated, separated.dropFirst()).allSatisfy { $0 < $1 } ? separated : nil
  }

  /// The largest distance between the hulls at a knot of either, with the interval of the mode.
  private static func largestGap(
    _ minorant: Hull,
    _ majorant: Hull
  ) -> (gap: Double, left: Int, right: Int) {
    var best = (gap: 0.0, left: minorant.knots[0], right: minorant.knots[0])
    for knot in minorant.knots {
      let gap = majorant.height(at: knot) - Double(knot) + 1
      if gap > best.gap { best = (gap, knot, majorant.knot(atOrAfter: knot)) }
    }
    for knot in majorant.knots {
      let gap = Double(knot) - minorant.height(at: knot) + 1
      if gap > best.gap { best = (gap, minorant.knot(atOrBefore: knot), knot) }
    }
    return best
  }
}

/// The convex or concave hull of the empirical distribution function over a range of ranks.
private struct Hull {
  enum Turning { case convex, concave }

  /// The ranks at which the hull touches, ascending, both ends among them.
  let knots: [Int]
  private let heights: [Double]
  private let first: Int

  init(_ values: [Double], _ ranks: ClosedRange<Int>, turning: Turning) {
    var knots: [Int] = []
    for rank in ranks {
      while let last = knots.last, let before = knots.dropLast().last {
        let toLast = Double(last - before) * (values[rank] - values[before])
        let toRank = Double(rank - before) * (values[last] - values[before])
        let keeps = turning == .convex ? toLast < toRank : toLast > toRank
        if keeps { break }
        knots.removeLast()
      }
      knots.append(rank)
    }
    var heights: [Double] = []
    heights.reserveCapacity(ranks.count)
    for (from, to) in zip(knots, knots.dropFirst()) {
      let slope = Double(to - from) / (values[to] - values[from])
      for rank in from..<to {
        heights.append(Double(from) + slope * (values[rank] - values[from]))
      }
    }
    heights.append(Double(ranks.upperBound))
    self.knots = knots
    self.heights = heights
    first = ranks.lowerBound
  }

  func height(at rank: Int) -> Double { heights[rank - first] }

  func knot(atOrAfter rank: Int) -> Int {
    knots.first { $0 >= rank } ?? first + heights.count - 1
  }

  func knot(atOrBefore rank: Int) -> Int {
    knots.last { $0 <= rank } ?? first
  }
}
