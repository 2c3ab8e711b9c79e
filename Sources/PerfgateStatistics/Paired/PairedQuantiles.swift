/// Which side of the same cases has the values that are beyond a quantile of both together.
///
/// The head's logarithms are taken down by the supposed shift; of each part counts how many of the
/// head's values are then above the quantile of all, less how many of the base's. Where the head takes
/// a constant times as long as the base would have in its place, swapping the sides of a case changes
/// neither the values nor their quantile, so that each count is as likely positive as negative: of
/// cases with one reply a side this is the sign test (Conover (1999), Practical Nonparametric
/// Statistics, 3.4) of those that are beyond it on one side alone. The supposed shift at which both
/// sides have as many beyond it is the ratio of their quantiles.
package struct PairedQuantiles: ShiftStatistic {
  private struct Value {
    let logarithm: Double
    let part: Int32
  }

  /// From the largest on.
  private let head: [Value]
  private let base: [Value]
  private let count: Int
  /// How many of all values are above the quantile, the values that tie with it apart.
  private let beyond: Int
  package let range: ClosedRange<Double>

  /// Takes the values of both sides; `nil` where one has none, or one is no finite number.
  ///
  /// - Parameters:
  ///   - head: Logarithms and the number of the case or cluster that each is of.
  ///   - base: Those of the same parts.
  ///   - quantile: 0 to 1, both excluded.
  package init?(
    head: [(logarithm: Double, part: Int)],
    base: [(logarithm: Double, part: Int)],
    quantile: Double
  ) {
    let all = head + base
    guard !head.isEmpty, !base.isEmpty, all.allSatisfy({ abs($0.logarithm) <= 1e100 }) else {
      return nil
    }
    let numbers = PartNumbers(all.map(\.part))
    let values = zip(all, numbers.places).map { Value(logarithm: $0.logarithm, part: $1) }
    let sorted = { (values: ArraySlice<Value>) in values.sorted { $0.logarithm > $1.logarithm } }
    self.head = sorted(values.prefix(head.count))
    self.base = sorted(values.dropFirst(head.count))
    count = numbers.count
    let rank = Int((quantile * Double(all.count)).rounded(.up))
    beyond = all.count - max(1, min(all.count, rank))
    let ends = [self.head, self.base].map { values in
      (values.last?.logarithm ?? 0, values.first?.logarithm ?? 0)
    }
    range = min(0, ends[0].0 - ends[1].1)...max(0, ends[0].1 - ends[1].0)
  }

  package func parts(at shift: Double) -> [Double] {
    // Both are walked down together until the quantile is reached.
    var (i, j) = (0, 0)
    let next = { (i: Int, j: Int) -> (isHead: Bool, value: Double) in
      let left = i < head.count ? head[i].logarithm - shift : -.infinity
      let right = j < base.count ? base[j].logarithm : -.infinity
      return left > right ? (true, left) : (false, right)
    }
    for _ in 0..<beyond {
      if next(i, j).isHead { i += 1 } else { j += 1 }
    }
    let threshold = next(i, j).value
    var sums = [Double](repeating: 0, count: count)
    for value in head[..<i] where value.logarithm - shift > threshold { sums[Int(value.part)] += 1 }
    for value in base[..<j] where value.logarithm > threshold { sums[Int(value.part)] -= 1 }
    return sums
  }
}
