/// The order in which the four invocations of a round are measured.
///
/// Each of the six balanced orders is drawn with the same chance, and never made up for later: only
/// then are all of them equally likely for identical programs, whatever drift, rhythm or bursts the
/// machine has. A fixed order can fall in step with the machine.
package enum RoundOrder: Int, Sendable, CaseIterable {
  case baseBaseHeadHead
  case baseHeadBaseHead
  case baseHeadHeadBase
  case headBaseBaseHead
  case headBaseHeadBase
  case headHeadBaseBase

  /// Whether each of the four invocations in turn is of the head.
  package var isHead: [Bool] {
    switch self {
    case .baseBaseHeadHead: [false, false, true, true]
    case .baseHeadBaseHead: [false, true, false, true]
    case .baseHeadHeadBase: [false, true, true, false]
    case .headBaseBaseHead: [true, false, false, true]
    case .headBaseHeadBase: [true, false, true, false]
    case .headHeadBaseBase: [true, true, false, false]
    }
  }

  /// Draws one of the six orders.
  ///
  /// - Parameter generator: Its next value decides.
  /// - Returns: An order, each with the same chance.
  package static func drawn(from generator: inout SeededGenerator) -> RoundOrder {
    allCases[generator.nextIndex(below: allCases.count)]
  }
}
