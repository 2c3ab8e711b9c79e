import RealModule

/// The logarithms of ratios of the same cases, each of which pulls by no more than a factor of two.
///
/// A sum of what each log ratio exceeds the supposed one by, limited to ln 2 either way: the mean where
/// cases differ by less than that, and where they differ by more one that neither a reply that hangs
/// for a minute nor one that comes at once can carry away (Huber (1964), Robust Estimation of a
/// Location Parameter, Annals of Mathematical Statistics 35, 73-101). The limit is a constant, not a
/// multiple of the spread, so that none of the sums rises with the supposed ratio. A slowdown of some
/// of the cases up to twice as long counts in full, which a median would not see.
///
/// What holds at a ratio r without any assumption: where every case of the head takes at most r times
/// what the base would have taken in its place, and which of the two came first was drawn, a sum this
/// large has at most the chance that is told, since a case that takes less makes it smaller.
package struct PairedLogRatios: ShiftStatistic {
  /// How far a case pulls at most, as a logarithm.
  package static let reach = Double.log(2)

  private let logRatios: [Double]
  /// The part of each; `nil` where each is its own.
  private let places: [Int32]?
  private let count: Int
  package let range: ClosedRange<Double>

  /// Takes log ratios; `nil` of none, or where one is no finite number.
  ///
  /// - Parameters:
  ///   - logRatios: One for each case, the logarithm of head over base.
  ///   - clusters: The number of each case's cluster; `nil` where all stand alone.
  package init?(_ logRatios: [Double], clusters: [Int]? = nil) {
    guard logRatios.allSatisfy({ abs($0) <= 1e100 }), let least = logRatios.min(),
      let most = logRatios.max(), clusters.map({ $0.count == logRatios.count }) ?? true
    else { return nil }
    self.logRatios = logRatios
    range = least...most
    let parts = clusters.map(PartNumbers.init)
    places = parts?.places
    count = parts?.count ?? logRatios.count
  }

  package func parts(at shift: Double) -> [Double] {
    guard let places else { return logRatios.map { Self.pull($0 - shift) } }
    var sums = [Double](repeating: 0, count: count)
    for (ratio, place) in zip(logRatios, places) { sums[Int(place)] += Self.pull(ratio - shift) }
    return sums
  }

  private static func pull(_ excess: Double) -> Double { max(-reach, min(reach, excess)) }
}

/// Numbers of clusters as places from 0, in the order in which they appear.
struct PartNumbers {
  private(set) var places: [Int32] = []
  private(set) var count = 0

  init(_ clusters: [Int]) {
    var known: [Int: Int32] = [:]
    places.reserveCapacity(clusters.count)
    for cluster in clusters {
      if let place = known[cluster] {
        places.append(place)
      } else {
        known[cluster] = Int32(count)
        places.append(Int32(count))
        count += 1
      }
    }
  }
}
