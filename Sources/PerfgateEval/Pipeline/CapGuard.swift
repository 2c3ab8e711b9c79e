import Synchronization
import PerfgateConfiguration
import PerfgateModel

/// Lets an attempt begin only where what it may take still fits under the caps of its eval.
///
/// What an attempt will take is not known before: the most that one of this eval took so far is
/// reserved, or what its text is estimated to need where that is more, and settled when it ends. So
/// attempts that run at the same time do not pass a cap together.
final class CapGuard: Sendable {
  /// The kind of the failure by which an attempt is told that it may not begin.
  static let kind = "cap"

  /// What an attempt may take.
  struct Reservation: Sendable, Equatable {
    var tokens: Int
    var costUSD: Double
  }

  private struct State {
    var spent = Reservation(tokens: 0, costUSD: 0)
    var reserved = Reservation(tokens: 0, costUSD: 0)
    var largest = Reservation(tokens: 0, costUSD: 0)
    var reached: String?
  }

  private let caps: CapPlan
  private let state = Mutex(State())

  init(_ caps: CapPlan) {
    self.caps = caps
  }

  /// Why no attempt may begin any more, as people read it; `nil` while one may.
  var reached: String? { state.withLock(\.reached) }

  /// Whether tokens or cost are capped, so that each reply must tell them.
  var needsTokens: Bool { caps.tokens != nil }
  var needsCost: Bool { caps.costUSD != nil }

  /// Adds what an earlier run took.
  func spend(tokens: Int, costUSD: Double) {
    state.withLock { state in
      state.spent.tokens += tokens
      state.spent.costUSD += costUSD
    }
  }

  /// Reserves what an attempt may take.
  ///
  /// - Parameters:
  ///   - tokens: What its text is estimated to need; 0 where nobody knows.
  ///   - costUSD: What these cost; 0 where nobody knows.
  /// - Returns: What to settle; `nil` where a cap would be passed, now and from now on.
  func reserve(tokens: Int, costUSD: Double) -> Reservation? {
    state.withLock { state in
      guard state.reached == nil else { return nil }
      let wanted = Reservation(
        tokens: max(tokens, state.largest.tokens),
        costUSD: max(costUSD, state.largest.costUSD)
      )
      if let cap = caps.tokens,
        state.spent.tokens + state.reserved.tokens + wanted.tokens > cap
      {
        state.reached =
          "the cap of \(cap) tokens leaves no room, since one more attempt may need \(wanted.tokens)"
      } else if let cap = caps.costUSD,
        state.spent.costUSD + state.reserved.costUSD + wanted.costUSD > cap
      {
        state.reached =
          "the cap of \(QuantityText.text(cap, unit: .usd)) leaves no room, since one more attempt may "
          + "cost " + QuantityText.text(wanted.costUSD, unit: .usd)
      }
      guard state.reached == nil else { return nil }
      state.reserved.tokens += wanted.tokens
      state.reserved.costUSD += wanted.costUSD
      return wanted
    }
  }

  /// Settles a reservation.
  ///
  /// - Parameters:
  ///   - reservation: What was reserved.
  ///   - tokens: What the attempt took; `nil` where nobody knows: then what was reserved.
  ///   - costUSD: What that cost, likewise.
  func settle(_ reservation: Reservation, tokens: Int?, costUSD: Double?) {
    state.withLock { state in
      let taken = Reservation(
        tokens: tokens ?? reservation.tokens,
        costUSD: costUSD ?? reservation.costUSD
      )
      state.reserved.tokens -= reservation.tokens
      state.reserved.costUSD -= reservation.costUSD
      state.spent.tokens += taken.tokens
      state.spent.costUSD += taken.costUSD
      state.largest.tokens = max(state.largest.tokens, taken.tokens)
      state.largest.costUSD = max(state.largest.costUSD, taken.costUSD)
    }
  }
}
