/// How many invocations are slower than the base's median by more than the limit: a guard against
/// slow paths that are taken rarely, which move neither ranks nor means.
package struct SlowInvocations: Sendable, Equatable {
  /// From which chance on as many on the head's side are taken for the same as on the base's.
  private static let harmlessProbability = 0.30

  /// Of the base.
  package let base: Int
  /// Of the head.
  package let head: Int

  /// Creates counts, at least 0 each.
  package init(base: Int, head: Int) {
    self.base = base
    self.head = head
  }

  /// Whether the head has more of them than an unchanged program easily would: P(Bin(base + head,
  /// 1/2) >= head) <= 0.30.
  package var areSuspicious: Bool {
    guard base + head > 0, let fair = Binomial(trials: base + head, probability: 0.5) else {
      return false
    }
    return fair.upperTail(atLeast: head) <= Self.harmlessProbability
  }
}
