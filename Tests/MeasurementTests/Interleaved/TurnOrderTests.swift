import Testing

@testable import PerfgateMeasurement

@Suite("Whose turn the next round is")
struct TurnOrderTests {
  private typealias Candidate = TurnOrder.Candidate

  @Test("all in turn, those that are settled left out")
  func inTurn() {
    var order = TurnOrder()
    let all: [TurnOrder.Candidate?] = [
      Candidate(rounds: 9, secondsToSettle: 1), nil, Candidate(rounds: 1, secondsToSettle: 9),
    ]
    let turns = (0..<4).map { _ in order.next(all, isTimeFixed: false) }
    #expect(turns == [0, 2, 0, 2])
    #expect(order.next([nil, nil], isTimeFixed: false) == nil)
    #expect(order.next([], isTimeFixed: true) == nil)
  }

  @Test("a run that was cut goes on behind the last one that had its turn")
  func goingOn() {
    let candidates = [3, nil, 3, 2, 2].map { rounds in
      rounds.map { TurnOrder.Candidate(rounds: $0, secondsToSettle: 1) }
    }
    var order = TurnOrder(goingOnWith: candidates)
    #expect((0..<3).map { _ in order.next(candidates, isTimeFixed: false) } == [3, 4, 0])
  }

  @Test("a fixed time goes to what needs least, once all have 8 rounds")
  func fixedTime() {
    var order = TurnOrder()
    let early: [TurnOrder.Candidate?] = [
      Candidate(rounds: 8, secondsToSettle: 9), Candidate(rounds: 7, secondsToSettle: 9),
    ]
    #expect((0..<2).map { _ in order.next(early, isTimeFixed: true) } == [0, 1])
    let late: [TurnOrder.Candidate?] = [
      Candidate(rounds: 8, secondsToSettle: nil), Candidate(rounds: 20, secondsToSettle: 4),
      Candidate(rounds: 8, secondsToSettle: 5),
    ]
    #expect((0..<3).map { _ in order.next(late, isTimeFixed: true) } == [1, 1, 1])
  }
}
