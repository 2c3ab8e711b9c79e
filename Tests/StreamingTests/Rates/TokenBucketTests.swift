import PerfgateStatistics
import PerfgateStreaming
import Testing

@Suite("A token bucket")
struct TokenBucketTests {
  @Test("it is full at first, and fills at its rate up to its burst")
  func filling() {
    var bucket = TokenBucket(RateLimit(perMinute: 60, burst: 5), at: .seconds(100))
    #expect(bucket.earliest(for: 5, at: .seconds(100)) == .seconds(100))
    bucket.take(5, at: .seconds(100))
    #expect(bucket.earliest(for: 1, at: .seconds(100)) == .seconds(101))
    #expect(bucket.earliest(for: 5, at: .seconds(102.5)) == .seconds(105))
    #expect(bucket.earliest(for: 5, at: .seconds(1000)) == .seconds(1000))
    bucket.take(5, at: .seconds(1000))
    #expect(bucket.earliest(for: 1, at: .seconds(1000)) == .seconds(1001))
  }

  @Test("nothing is rounded: a rate that no nanosecond divides is kept for years")
  func exact() {
    var bucket = TokenBucket(RateLimit(perMinute: 7, burst: 1), at: .zero)
    var moment = Duration.zero
    for _ in 0..<700_001 {
      moment = bucket.earliest(for: 1, at: moment)
      bucket.take(1, at: moment)
    }
    // 700,000 after the first, at seven a minute.
    let expected = Duration.seconds(100_000 * 60)
    #expect(moment >= expected && moment < expected + .nanoseconds(2))
  }

  @Test("more than the burst waits for a full bucket, and is paid off")
  func debt() {
    var bucket = TokenBucket(RateLimit(perMinute: 60, burst: 10), at: .zero)
    bucket.take(4, at: .zero)
    #expect(bucket.earliest(for: 100, at: .zero) == .seconds(4))
    bucket.take(100, at: .seconds(4))
    #expect(bucket.earliest(for: 1, at: .seconds(4)) == .seconds(4 + 91))
  }

  @Test("what is given back can be taken again, and is no burst for later")
  func givingBack() {
    var bucket = TokenBucket(RateLimit(perMinute: 60, burst: 10), at: .zero)
    bucket.take(10, at: .zero)
    bucket.giveBack(4, at: .zero)
    #expect(bucket.earliest(for: 5, at: .zero) == .seconds(1))
    bucket.giveBack(1000, at: .zero)
    bucket.take(994, at: .zero)
    #expect(bucket.earliest(for: 10, at: .zero) == .zero)
    bucket.take(10, at: .zero)
    // What time has brought until then is there, too.
    bucket.giveBack(3, at: .seconds(5))
    bucket.take(8, at: .seconds(5))
    #expect(bucket.earliest(for: 1, at: .seconds(5)) == .seconds(6))
    bucket.giveBack(1000, at: .seconds(6))
    #expect(bucket.earliest(for: 10, at: .seconds(60)) == .seconds(60))
    bucket.spill(at: .seconds(60))
    bucket.take(10, at: .seconds(60))
    bucket.giveBack(-5, at: .seconds(60))
    #expect(bucket.earliest(for: 1, at: .seconds(60)) == .seconds(66))
  }

  @Test("another limit counts from when it is known")
  func following() {
    var bucket = TokenBucket(RateLimit(perMinute: 60, burst: 10), at: .zero)
    bucket.take(10, at: .zero)
    bucket.follow(RateLimit(perMinute: 6, burst: 2), at: .seconds(1))
    #expect(bucket.earliest(for: 2, at: .seconds(1)) == .seconds(11))
    #expect(bucket.earliest(for: 50, at: .seconds(1)) == .seconds(11))
  }

  @Test("in no time does more pass than rate and burst allow", arguments: 0..<20)
  func windows(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let limit = RateLimit(
      perMinute: 1 + random.nextIndex(below: 10_000),
      burst: 1 + random.nextIndex(below: 300)
    )
    var bucket = TokenBucket(limit, at: .zero)
    var taken: [(at: Duration, amount: Int)] = []
    var moment = Duration.zero
    for _ in 0..<400 {
      moment += .milliseconds(random.nextIndex(below: 500))
      let amount = 1 + random.nextIndex(below: limit.burst)
      moment = bucket.earliest(for: amount, at: moment)
      bucket.take(amount, at: moment)
      taken.append((moment, amount))
    }
    for first in taken.indices {
      var sum = 0
      for last in first..<taken.count {
        sum += taken[last].amount
        let minutes = (taken[last].at - taken[first].at) / .seconds(60)
        #expect(Double(sum) <= minutes * Double(limit.perMinute) + Double(limit.burst) + 1e-6)
      }
    }
  }

  @Test("values at the ends of their range neither trap nor wrap")
  func extremes() {
    var bucket = TokenBucket(RateLimit(perMinute: .max, burst: .max), at: .zero)
    bucket.take(.max, at: .zero)
    bucket.take(.max, at: .seconds(Int64.max))
    bucket.giveBack(.min, at: .zero)
    #expect(bucket.earliest(for: .max, at: .seconds(Int64.max)) >= .zero)
    var slow = TokenBucket(RateLimit(perMinute: 1, burst: 1), at: .zero)
    slow.take(.max, at: .zero)
    #expect(slow.earliest(for: 1, at: .zero) > .seconds(1_000_000_000))
    slow.lower(to: .min, at: .zero)
    slow.lower(to: .max, at: .zero)
  }
}
