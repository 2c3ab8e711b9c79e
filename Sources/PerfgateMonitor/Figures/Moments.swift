/// Count, mean, spread and ends of many durations, in one pass and without losing digits.
///
/// Chan, Golub and LeVeque (1983), Algorithms for Computing the Sample Variance, Am. Stat. 37, 242-247.
struct Moments: Sendable, Hashable {
  private(set) var count = 0
  private(set) var mean = 0.0
  /// The sum of squared deviations from the mean.
  private var squares = 0.0
  private var least = Int64.max
  private var most = Int64.min

  /// The shortest; 0 where there is none.
  var minimum: Int64 { count > 0 ? least : 0 }
  /// The longest; 0 where there is none.
  var maximum: Int64 { count > 0 ? most : 0 }
  /// The standard deviation (n - 1); 0 below two.
  var standardDeviation: Double {
    count > 1 ? (squares / Double(count - 1)).squareRoot() : 0
  }

  /// Adds durations.
  mutating func add(_ batch: UnsafeBufferPointer<Int64>) {
    guard !batch.isEmpty else { return }
    var added = Moments()
    var sum = 0.0
    for value in batch {
      sum += Double(value)
      added.least = min(added.least, value)
      added.most = max(added.most, value)
    }
    added.count = batch.count
    added.mean = sum / Double(batch.count)
    for value in batch {
      let deviation = Double(value) - added.mean
      added.squares += deviation * deviation
    }
    merge(added)
  }

  /// Adds what others were made of.
  mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    let all = count + other.count
    let difference = other.mean - mean
    let share = Double(other.count) / Double(all)
    squares += other.squares + difference * difference * Double(count) * share
    mean += difference * share
    count = all
    least = min(least, other.least)
    most = max(most, other.most)
  }
}
