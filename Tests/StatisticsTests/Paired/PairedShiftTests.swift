import PerfgateStatistics
import RealModule
import Testing

@Suite("What shifts between pairs promise")
struct PairedShiftTests {
  /// How replies of one side scatter about what a case takes, as a logarithm.
  enum Noise: String, CaseIterable {
    /// Student's t with two degrees of freedom, which has no variance.
    case heavy
    /// One in ten hangs ten times as long.
    case stragglers
    /// Half of them come from a cache that the other side filled.
    case twoModes
    /// Of the first of a pair, half as long again.
    case carryOver
    /// Times are counted in steps of 10 ms.
    case ticks
    /// All of a cluster share it.
    case clustered
  }

  /// Times of pairs of replies, in seconds, as they come where the head takes a constant times as long.
  struct World {
    var noise: Noise
    var count: Int
    var random: SeededGenerator
    let clusterSize = 4

    mutating func pairs(slower ratio: Double) -> [(head: Double, base: Double)] {
      var shared = 0.0
      return (0..<count).map { index in
        let level = 0.2 * Double.exp(0.5 * random.nextNormal())
        if index % clusterSize == 0 { shared = 0.3 * random.nextNormal() }
        var places = [level, level].map { $0 * Double.exp(draw()) }
        if noise == .carryOver { places[0] *= 1.5 }
        // What the cluster does to a side goes with the side that the coin gives it.
        if noise == .clustered { places[0] *= Double.exp(shared) }
        let isHeadFirst =
          noise == .clustered ? coin(ofCluster: index / clusterSize) : random.nextUnit() < 0.5
        var pair = isHeadFirst ? (places[0], places[1]) : (places[1], places[0])
        pair.0 *= ratio
        guard noise == .ticks else { return (head: pair.0, base: pair.1) }
        return (head: Self.tick(pair.0), base: Self.tick(pair.1))
      }
    }

    private var coins: UInt64 = 0

    init(_ noise: Noise, count: Int, seed: UInt64) {
      self.noise = noise
      self.count = count
      random = SeededGenerator(seed: seed)
      coins = random.next()
    }

    private mutating func coin(ofCluster cluster: Int) -> Bool {
      if cluster == 0 { coins = random.next() }
      return coins >> UInt64(cluster & 63) & 1 == 1
    }

    private static func tick(_ seconds: Double) -> Double {
      max(1, (seconds / 0.01).rounded()) * 0.01
    }

    private mutating func draw() -> Double {
      switch noise {
      case .heavy:
        let squares = random.nextNormal() * random.nextNormal()
        return 0.1 * random.nextNormal() / max(0.05, abs(squares).squareRoot())
      case .stragglers:
        return 0.05 * random.nextNormal() + (random.nextUnit() < 0.1 ? Double.log(10) : 0)
      case .twoModes: return 0.02 * random.nextNormal() - (random.nextUnit() < 0.5 ? 1 : 0)
      case .carryOver, .ticks, .clustered: return 0.1 * random.nextNormal()
      }
    }

    func clusters() -> [Int]? {
      noise == .clustered ? (0..<count).map { $0 / clusterSize } : nil
    }
  }

  private func ratios(_ world: inout World, slower ratio: Double) throws -> PairedLogRatios {
    let pairs = world.pairs(slower: ratio)
    return try #require(
      PairedLogRatios(pairs.map { Double.log($0.head / $0.base) }, clusters: world.clusters())
    )
  }

  private func quantiles(_ world: inout World, slower ratio: Double) throws -> PairedQuantiles {
    let pairs = world.pairs(slower: ratio)
    let clusters = world.clusters()
    let side = { (value: (((head: Double, base: Double)) -> Double)) in
      pairs.indices.map {
        (logarithm: Double.log(value(pairs[$0])), part: clusters?[$0] ?? $0)
      }
    }
    return try #require(
      PairedQuantiles(head: side { $0.head }, base: side { $0.base }, quantile: 0.9)
    )
  }

  /// How often a claim at a level is made.
  private func rate(
    _ runs: Int,
    _ claim: () throws -> Bool
  ) rethrows -> Proportion {
    var made = Proportion()
    for _ in 0..<runs { made.add(try claim()) }
    return made
  }

  private func expect(_ made: Proportion, atMost level: Double, _ what: String) {
    #expect(made.bounds(confidence: 0.999).lowerBound <= level, "\(what): \(made.share)")
  }

  @Test(
    "at a change of just the tolerance it is called worse no more often than promised",
    arguments: Noise.allCases
  )
  func falseAlarms(_ noise: Noise) throws {
    let tolerance = 1.02
    for count in [16, 60] {
      var world = World(noise, count: count, seed: UInt64(count))
      let worse = try rate(400) {
        let shift = PairedShift(try ratios(&world, slower: tolerance), draws: 400, seed: 1)
        return try #require(shift.test(Double.log(tolerance))).probabilityOfMore <= 0.05
      }
      expect(worse, atMost: 0.05, "\(noise) of \(count) cases")
      if noise != .clustered, count == 60 { #expect(worse.share > 0.015, "\(noise)") }
    }
    var world = World(noise, count: 120, seed: 3)
    let beyond = try rate(400) {
      let shift = PairedShift(try quantiles(&world, slower: tolerance), draws: 400, seed: 1)
      return try #require(shift.test(Double.log(tolerance))).probabilityOfMore <= 0.05
    }
    expect(beyond, atMost: 0.05, "\(noise), percentile")
  }

  @Test(
    "a change of just the limit passes as below it no more often than promised",
    arguments: Noise.allCases
  )
  func misses(_ noise: Noise) throws {
    let limit = 1.1
    var world = World(noise, count: 60, seed: 17)
    let passed = try rate(400) {
      let shift = PairedShift(try ratios(&world, slower: limit), draws: 400, seed: 1)
      return try #require(shift.test(Double.log(limit))).probabilityOfLess <= 0.05
    }
    expect(passed, atMost: 0.05, "\(noise)")
    world = World(noise, count: 120, seed: 18)
    let beyond = try rate(400) {
      let shift = PairedShift(try quantiles(&world, slower: limit), draws: 400, seed: 1)
      return try #require(shift.test(Double.log(limit))).probabilityOfLess <= 0.05
    }
    expect(beyond, atMost: 0.05, "\(noise), percentile")
  }

  @Test("cases of a cluster taken alone would cry wolf")
  func clusters() throws {
    var world = World(.clustered, count: 60, seed: 4)
    let alone = try rate(300) {
      let pairs = world.pairs(slower: 1)
      let ratios = try #require(PairedLogRatios(pairs.map { Double.log($0.head / $0.base) }))
      return try #require(PairedShift(ratios, draws: 400, seed: 1).test(0)).probabilityOfMore
        <= 0.05
    }
    #expect(alone.share > 0.1)
  }

  @Test("a head that is faster in some cases and as slow as allowed in others is no false alarm")
  func mixtures() throws {
    var world = World(.stragglers, count: 60, seed: 5)
    let worse = try rate(400) {
      let differences = world.pairs(slower: 1.02).enumerated().map { index, pair in
        Double.log(pair.head / pair.base) - (index % 3 == 0 ? 0.5 : 0)
      }
      let ratios = try #require(PairedLogRatios(differences))
      let shift = PairedShift(ratios, draws: 400, seed: 1)
      return try #require(shift.test(Double.log(1.02))).probabilityOfMore <= 0.05
    }
    expect(worse, atMost: 0.05, "mixture")
  }

  @Test("a change of 30% is found, and unchanged times are shown to be below 10%")
  func power() throws {
    for noise in [Noise.heavy, .stragglers, .ticks] {
      var world = World(noise, count: 200, seed: 6)
      let found = try rate(40) {
        let shift = PairedShift(try ratios(&world, slower: 1.3), draws: 2000, seed: 1)
        return try #require(shift.test(Double.log(1.02))).probabilityOfMore <= 0.01
      }
      #expect(found.share > 0.9, "\(noise): \(found.share)")
      let passed = try rate(40) {
        let shift = PairedShift(try ratios(&world, slower: 1), draws: 2000, seed: 1)
        return try #require(shift.test(Double.log(1.2))).probabilityOfLess <= 0.01
      }
      #expect(passed.share > 0.8, "\(noise): \(passed.share)")
    }
  }

  @Test("interval and test agree, drawn or not: what one excludes the other does")
  func inversion() throws {
    for (noise, count) in [(Noise.heavy, 18), (.stragglers, 45), (.clustered, 64), (.ticks, 50)] {
      var world = World(noise, count: count, seed: UInt64(count))
      let shift = PairedShift(try ratios(&world, slower: 1.1), draws: 1000, seed: 1)
      let low = try #require(shift.lowerBound(risk: 0.01))
      let high = try #require(shift.upperBound(risk: 0.02))
      #expect(low <= shift.estimate && shift.estimate <= high)
      #expect(try #require(shift.test(low)).probabilityOfMore <= 0.01)
      #expect(try #require(shift.test(low + 2e-5)).probabilityOfMore > 0.01)
      #expect(try #require(shift.test(high)).probabilityOfLess <= 0.02)
      #expect(try #require(shift.test(high - 2e-5)).probabilityOfLess > 0.02)
      var before = 0.0
      for step in -30...30 {
        let test = try #require(shift.test(shift.estimate + Double(step) * 0.01))
        #expect(test.probabilityOfMore >= before)
        before = test.probabilityOfMore
      }
    }
  }

  @Test("a reply that hangs moves the estimate by no more than one of twice the time")
  func outliers() throws {
    let calm = (0..<99).map { 0.001 * Double($0 - 49) }
    let estimate = { (differences: [Double]) in
      PairedLogRatios(differences).map { PairedShift($0, draws: 100, seed: 1).estimate }
    }
    let twice = try #require(estimate(calm + [Double.log(2)]))
    let hanging = try #require(estimate(calm + [Double.log(1000)]))
    #expect(abs(twice - hanging) < 1e-3 && hanging < 0.01)
    // Half of the cases take twice as long: a median would say nothing, or twice.
    let half = try #require(estimate(calm + calm.map { $0 + 0.5 }))
    #expect(abs(half - 0.25) < 0.01)
  }

  @Test("too few cases exclude nothing, and all alike exclude everything but themselves")
  func few() throws {
    let six = PairedShift(try #require(PairedLogRatios([1, 2, 1, 2, 1, 2])), draws: 1, seed: 1)
    #expect(six.lowerBound(risk: 0.01) == nil && six.upperBound(risk: 0.01) == nil)
    let alike = [Double](repeating: 0.25, count: 7)
    let seven = PairedShift(try #require(PairedLogRatios(alike)), draws: 1, seed: 1)
    #expect(abs(seven.estimate - 0.25) < 1e-8)
    let low = try #require(seven.lowerBound(risk: 0.01))
    let high = try #require(seven.upperBound(risk: 0.01))
    #expect(abs(low - 0.25) < 2e-5 && abs(high - 0.25) < 2e-5)
    let inClusters = try #require(PairedLogRatios(alike, clusters: [0, 0, 0, 1, 1, 1, 1]))
    #expect(PairedShift(inClusters, draws: 1, seed: 1).lowerBound(risk: 0.01) == nil)
  }

  @Test("nothing to compare, or no numbers, is no comparison")
  func hostile() {
    #expect(PairedLogRatios([]) == nil)
    #expect(PairedLogRatios([1, 2], clusters: [0]) == nil)
    #expect(PairedQuantiles(head: [], base: [(0, 0)], quantile: 0.95) == nil)
    for number in hostileNumbers where !(abs(number) <= 1e100) {
      #expect(PairedLogRatios([1, number]) == nil)
      #expect(PairedQuantiles(head: [(number, 0)], base: [(0, 0)], quantile: 0.95) == nil)
    }
    let one = PairedQuantiles(head: [(1, 0)], base: [(0, 0)], quantile: 0.95)
    #expect(one?.parts(at: 0) == [0])
  }
}
