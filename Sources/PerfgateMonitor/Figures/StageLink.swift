/// The spans of one stage that were begun in spans of another.
public struct StageLink: Sendable, Hashable {
  /// The stage of the parents.
  public var parent: String
  /// The stage of the children.
  public var child: String
  /// How many children ended.
  public var count: Int
  /// The sum of the children's durations, in nanoseconds.
  public var inclusiveNanoseconds: Int64

  /// Creates a link.
  ///
  /// - Parameters:
  ///   - parent: The stage of the parents.
  ///   - child: The stage of the children.
  ///   - count: How many children ended.
  ///   - inclusiveNanoseconds: The sum of their durations.
  public init(parent: String, child: String, count: Int = 0, inclusiveNanoseconds: Int64 = 0) {
    self.parent = parent
    self.child = child
    self.count = count
    self.inclusiveNanoseconds = inclusiveNanoseconds
  }
}
