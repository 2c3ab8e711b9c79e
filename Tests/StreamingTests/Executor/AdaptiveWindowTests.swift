import PerfgateStreaming
import Testing

@Suite("The adaptive window")
struct AdaptiveWindowTests {
  private func clean(_ window: inout AdaptiveWindow, rounds: Int) -> [Double] {
    (0..<rounds).map { _ in
      for _ in 0..<window.places { window.succeeded() }
      return window.width
    }
  }

  @Test("it grows by five per cent with each clean round, up to its maximum")
  func growth() {
    var window = AdaptiveWindow(initial: 10, maximum: 12)
    let widths = clean(&window, rounds: 5)
    let expected = [10.5, 10.5 * 1.05, 10.5 * 1.05 * 1.05, 12, 12]
    #expect(zip(widths, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(window.places == 12)
  }

  @Test("less than a round changes nothing")
  func partialRound() {
    var window = AdaptiveWindow(initial: 10, maximum: 100)
    for _ in 0..<9 { window.succeeded() }
    #expect(window.width == 10)
    window.succeeded()
    #expect(window.width == 10.5)
  }

  @Test("throttling shrinks it once in fifteen seconds, and spoils the round")
  func episodes() {
    var window = AdaptiveWindow(initial: 100, maximum: 100)
    for _ in 0..<50 { window.succeeded() }
    var widths: [Double] = []
    for second in [0, 1, 14, 15, 29, 30] {
      window.throttled(at: .seconds(second))
      widths.append(window.width)
    }
    #expect(widths == [80, 80, 80, 64, 64, 51.2])
    #expect(window.places == 51)
    for _ in 0..<50 { window.succeeded() }
    #expect(window.width == 51.2)
    window.succeeded()
    #expect(window.width == 51.2 * 1.05)
  }

  @Test("it never has less than one place")
  func smallest() {
    var window = AdaptiveWindow(initial: 2, maximum: 8)
    for episode in 0..<50 { window.throttled(at: .seconds(episode * 15)) }
    #expect(window.places == 1 && window.width == 1)
    #expect(clean(&window, rounds: 15).last.map { Int($0) } == 2)
  }
}
