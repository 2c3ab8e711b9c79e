import PerfgateHost
import Testing

@Suite("Clocks")
struct ClockTests {
  @Test("the fast clock follows the monotonic one, before and after it has found its rate")
  func following() {
    for _ in 0..<5 {
      FastClock.discipline()
      let before = MonotonicClock.nowNanoseconds()
      let fast = FastClock.nowNanoseconds()
      let after = MonotonicClock.nowNanoseconds()
      // Whoever reads it may be put to sleep in between: the order is what can be told.
      #expect(fast >= before - 1_000_000)
      #expect(fast <= after + 1_000_000)
      MonotonicClock.sleep(nanoseconds: 12_000_000)
    }
  }

  @Test("the fast clock does not go back within a thread while its rate is corrected")
  func order() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          let end = MonotonicClock.nowNanoseconds() + 50_000_000
          var last = FastClock.nowNanoseconds()
          var inOrder = true
          while MonotonicClock.nowNanoseconds() < end {
            FastClock.discipline()
            let now = FastClock.nowNanoseconds()
            inOrder = inOrder && now >= last
            last = now
          }
          return inOrder
        }
      }
      for await inOrder in group { #expect(inOrder) }
    }
  }

  @Test("processor time grows with work")
  func processorTime() {
    let process = ProcessorTime.processNanoseconds()
    let thread = ProcessorTime.threadNanoseconds()
    var sum = 0
    while ProcessorTime.threadNanoseconds() < thread + 1_000_000 { sum &+= 1 }
    #expect(sum > 0)
    #expect(ProcessorTime.processNanoseconds() >= process + 1_000_000)
  }
}
