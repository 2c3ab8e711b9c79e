extension Sequence<Double> {
  /// The sum, with the rounding error of every addition carried along.
  ///
  /// Neumaier (1974), Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM
  /// 54, 39-51: the error does not grow with the number of terms.
  func compensatedSum() -> Double {
    var sum = 0.0
    var lost = 0.0
    for value in self {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }
}
