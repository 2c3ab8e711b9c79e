import PerfgateStore
import Testing

@Suite("How often a growing file is written")
struct WriteThrottleTests {
  @Test("the first write is due at once, the next after two seconds")
  func pace() {
    var throttle = WriteThrottle()
    #expect(throttle.isDue(at: 0))
    throttle.wrote(from: 0, to: 1_000_000)
    #expect(!throttle.isDue(at: 2_000_999_999))
    #expect(throttle.isDue(at: 2_001_000_000))
  }

  @Test("slow writes take one part in twenty of the time at most")
  func slow() {
    var throttle = WriteThrottle()
    throttle.wrote(from: 0, to: 3_000_000_000)
    #expect(!throttle.isDue(at: 62_999_999_999))
    #expect(throttle.isDue(at: 63_000_000_000))
    throttle.wrote(from: 0, to: .max)
    #expect(!throttle.isDue(at: .max - 1))
  }

  @Test("10,000 benchmarks cost a small share, though each write is as long as the file")
  func growth() {
    var throttle = WriteThrottle()
    var now: Int64 = 0
    var spent: Int64 = 0
    for count in 1...10_000 {
      now += 100_000_000
      guard throttle.isDue(at: now) else { continue }
      let cost = Int64(count) * 100_000
      throttle.wrote(from: now, to: now + cost)
      now += cost
      spent += cost
    }
    #expect(Double(spent) < 0.06 * Double(now))
    #expect(spent > 0)
  }
}
