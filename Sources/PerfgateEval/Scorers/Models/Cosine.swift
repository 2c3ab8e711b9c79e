/// The cosine of the angle between vectors.
enum Cosine {
  /// From -1 to 1; `nil` where a vector is zero, not finite, or they differ in length.
  ///
  /// Vectors are scaled by their largest component first, so that no square is out of range.
  static func of(_ left: [Double], _ right: [Double]) -> Double? {
    guard left.count == right.count, let a = scaled(left), let b = scaled(right) else { return nil }
    var (dot, first, second) = (0.0, 0.0, 0.0)
    for index in a.indices {
      dot += a[index] * b[index]
      first += a[index] * a[index]
      second += b[index] * b[index]
    }
    return min(1, max(-1, dot / (first.squareRoot() * second.squareRoot())))
  }

  /// Whether a vector has a direction.
  static func hasDirection(_ vector: [Double]) -> Bool { scaled(vector) != nil }

  private static func scaled(_ vector: [Double]) -> [Double]? {
    guard vector.allSatisfy(\.isFinite), let largest = vector.map(abs).max(), largest > 0 else {
      return nil
    }
    return vector.map { $0 / largest }
  }
}
