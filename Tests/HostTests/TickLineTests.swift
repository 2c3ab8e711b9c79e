import PerfgateHost
import Testing

@Suite("The conversion of the time stamp counter")
struct TickLineTests {
  private typealias Moment = TickLine.Moment

  private static let second: Int64 = 1_000_000_000

  /// A moment of a machine whose counter runs at 3 GHz, with the time read so many nanoseconds late.
  private func moment(_ nanoseconds: Int64, late: Int64 = 0) -> Moment {
    Moment(ticks: UInt64(nanoseconds * 3), nanoseconds: nanoseconds + late)
  }

  /// A line that shows so many nanoseconds too much from 10 s on.
  private func line(ahead: Int64) -> TickLine {
    TickLine(
      from: moment(10 * Self.second, late: ahead),
      since: moment(9 * Self.second, late: ahead)
    )
  }

  @Test(
    "a clock stays with the monotonic one, however long nobody compares the two",
    arguments: [[1], [2], [60], [3_600], [1, 60], [60, 1, 1, 600]] as [[Int64]],
    [-5_000_000, 0, 5_000_000] as [Int64]
  )
  func stable(gaps: [Int64], ahead: Int64) {
    var clock = line(ahead: ahead)
    var last = moment(10 * Self.second)
    for round in 0..<40 {
      let time = Int64(last.ticks / 3) + gaps[round % gaps.count] * Self.second
      // As far as the two readings of one comparison may lie apart.
      let now = moment(time, late: round % 2 == 0 ? 50 : -50)
      if round > 0 {
        #expect(abs(clock.nanoseconds(at: now.ticks) - time) < 100_000)
      }
      let next = clock.corrected(at: now, since: last)
      #expect(next.nanoseconds(at: now.ticks) == clock.nanoseconds(at: now.ticks))
      (clock, last) = (next, now)
    }
  }

  @Test(
    "a clock that is ahead or a little behind meets the other one without going back",
    arguments: [
      (5_000_000, 1), (-5_000_000, 1), (50_000_000, 5), (900_000_000, 90),
    ] as [(ahead: Int64, seconds: Int64)]
  )
  func meeting(ahead: Int64, seconds: Int64) {
    let before = line(ahead: ahead)
    let start = 20 * Self.second
    let clock = before.corrected(at: moment(start), since: moment(10 * Self.second))
    var shown = before.nanoseconds(at: moment(start).ticks)
    let step = Self.second / 100
    for index in 0...(seconds * 100 + 50) {
      let next = clock.nanoseconds(at: moment(start + index * step).ticks)
      if index > 0 { #expect(abs(next - shown - step) <= step / 100 + 1) }
      shown = next
    }
    let met = start + seconds * Self.second
    #expect(abs(clock.nanoseconds(at: moment(met).ticks) - met) < 1_000)
    let later = met + 3_600 * Self.second
    #expect(abs(clock.nanoseconds(at: moment(later).ticks) - later) < 10_000)
  }

  @Test("time is in order tick by tick where the slew ends")
  func order() {
    let clock = line(ahead: 5_000_000)
      .corrected(at: moment(20 * Self.second), since: moment(10 * Self.second))
    let met = moment(21 * Self.second).ticks
    var last = clock.nanoseconds(at: met - 1_000)
    for ticks in (met - 999)...(met + 1_000) {
      let next = clock.nanoseconds(at: ticks)
      #expect(next >= last)
      last = next
    }
  }

  @Test("what no drift explains is set", arguments: [-3_600, -1, 2, 3_600] as [Int64])
  func set(ahead: Int64) {
    let now = moment(20 * Self.second)
    let clock = line(ahead: ahead * Self.second)
      .corrected(at: now, since: moment(10 * Self.second))
    #expect(clock.nanoseconds(at: now.ticks) == now.nanoseconds)
  }
}
