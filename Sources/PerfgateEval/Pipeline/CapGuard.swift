import PerfgateConfiguration
import PerfgateModel
import PerfgateStreaming
import Synchronization

/// Lets an attempt begin only where what it may take still fits under the caps of its eval.
///
/// What an attempt will take is not known before: the most that one of this eval took so far is
/// reserved, or what its text is estimated to need where that is more, and settled when it ends. So
/// attempts that run at the same time do not pass a cap together.
final class CapGuard: Sendable {
  /// The kind of the failure by which an attempt is told that it may not begin; no program can send it.
  static let kind = "perfgate: cap"
  /// Why a case is skipped where nobody knows which cap leaves no room.
  static let noRoom = "a cap leaves no room"

  /// What spends.
  enum Purpose: Sendable, Equatable {
    case attempt
    /// Judging a reply, with all votes.
    case scoring
  }

  /// What an attempt, or judging its reply, may take.
  struct Reservation: Sendable, Equatable {
    let purpose: Purpose
    var tokens: Int
    var costUSD: Double

    init(_ purpose: Purpose, tokens: Int = 0, costUSD: Double = 0) {
      self.purpose = purpose
      self.tokens = tokens
      self.costUSD = costUSD
    }
  }

  private struct Amount: Sendable {
    var tokens = 0
    var costUSD = 0.0

    mutating func add(_ tokens: Int, _ costUSD: Double) {
      self.tokens += tokens
      self.costUSD += costUSD
    }
  }

  private struct State {
    var spent = Amount()
    var reserved = Amount()
    /// The most that one attempt took, and judging one reply.
    var largestAttempt = Amount()
    var largestScoring = Amount()
    var reached: String?

    func largest(_ purpose: Purpose) -> Amount {
      purpose == .attempt ? largestAttempt : largestScoring
    }

    mutating func note(_ taken: Reservation) {
      var largest = largest(taken.purpose)
      largest.tokens = max(largest.tokens, taken.tokens)
      largest.costUSD = max(largest.costUSD, taken.costUSD)
      if taken.purpose == .attempt { largestAttempt = largest } else { largestScoring = largest }
    }
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
    state.withLock { $0.spent.add(tokens, costUSD) }
  }

  /// Reserves what an attempt, or judging a reply, may take.
  ///
  /// - Parameters:
  ///   - purpose: What spends.
  ///   - tokens: What its text is estimated to need; 0 where nobody knows.
  ///   - costUSD: What these cost; 0 where nobody knows.
  /// - Returns: What to settle; `nil` where a cap would be passed, now and from now on.
  func reserve(_ purpose: Purpose = .attempt, tokens: Int, costUSD: Double) -> Reservation? {
    state.withLock { state in
      guard state.reached == nil else { return nil }
      let largest = state.largest(purpose)
      let wanted = Reservation(
        purpose,
        tokens: max(tokens, largest.tokens),
        costUSD: max(costUSD, largest.costUSD)
      )
      let next = purpose == .attempt ? "one more attempt" : "judging one more reply"
      if let cap = caps.tokens,
        state.spent.tokens + state.reserved.tokens + wanted.tokens > cap
      {
        state.reached =
          "the cap of \(cap) tokens leaves no room, since \(next) may need \(wanted.tokens)"
      } else if let cap = caps.costUSD,
        state.spent.costUSD + state.reserved.costUSD + wanted.costUSD > cap
      {
        state.reached =
          "the cap of \(QuantityText.text(cap, unit: .usd)) leaves no room, since \(next) may "
          + "cost " + QuantityText.text(wanted.costUSD, unit: .usd)
      }
      guard state.reached == nil else { return nil }
      state.reserved.add(wanted.tokens, wanted.costUSD)
      return wanted
    }
  }

  /// Settles a reservation.
  ///
  /// - Parameters:
  ///   - reservation: What was reserved.
  ///   - tokens: What was taken; `nil` where nobody knows: then what was reserved.
  ///   - costUSD: What that cost, likewise.
  func settle(_ reservation: Reservation, tokens: Int?, costUSD: Double?) {
    state.withLock { state in
      let taken = Reservation(
        reservation.purpose,
        tokens: tokens ?? reservation.tokens,
        costUSD: costUSD ?? reservation.costUSD
      )
      state.reserved.add(-reservation.tokens, -reservation.costUSD)
      state.spent.add(taken.tokens, taken.costUSD)
      state.note(taken)
    }
  }

  /// Settles what was reserved for an attempt that failed: what may have been answered, and only did
  /// not come through, has to be paid for.
  func settle(_ reservation: Reservation, after failure: AttemptFailure) {
    if failure.tokens != nil || Self.paidFailures.contains(failure.kind) {
      settle(reservation, tokens: failure.tokens, costUSD: nil)
    } else {
      settle(reservation, tokens: 0, costUSD: 0)
    }
  }

  /// The kinds of failures of an attempt that had been sent: no answer in time, half of one, and one
  /// that is not understood.
  private static let paidFailures: Set = ["timeout", "cut", "reply"]
}
