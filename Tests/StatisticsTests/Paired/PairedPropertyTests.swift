import PerfgateStatistics
import Testing

@Suite("What paired tests promise")
struct PairedPropertyTests {
  /// Whether p values of nothing are at most a level no more often than that.
  private func checkLevels(_ values: [Double], _ name: String) {
    for level in [0.01, 0.05, 0.2] {
      let hits = values.count { $0 <= level }
      let bounds = Proportion(events: hits, trials: values.count).bounds(confidence: 0.999)
      #expect(bounds.lowerBound <= level, "\(name): \(hits) of \(values.count) at \(level)")
    }
  }

  @Test("McNemar's test keeps its level where cases flip either way")
  func mcnemarLevel() {
    var random = SeededGenerator(seed: 11)
    let values = (0..<4000).map { _ -> Double in
      var counts = (worse: 0, better: 0)
      for _ in 0..<300 where random.nextUnit() < 0.1 {
        if random.nextUnit() < 0.5 { counts.worse += 1 } else { counts.better += 1 }
      }
      return McNemarTest.probability(worse: counts.worse, better: counts.better)
    }
    checkLevels(values, "mcnemar")
    // Discrete, so not quite uniform; but nothing is wasted either.
    #expect(values.count { $0 <= 0.2 } > values.count / 10)
  }

  @Test("sign flips keep their level, enumerated, drawn and approximated, with clusters")
  func signFlipLevel() throws {
    for (count, clusters, runs) in [
      (10, nil, 1500), (40, nil, 250), (1500, nil, 400), (200, 25, 250),
    ]
      as [(Int, Int?, Int)]
    {
      var random = SeededGenerator(seed: UInt64(count))
      let values = try (0..<runs).map { run -> Double in
        // Heavy tails and zeros; of clusters the effect is common to all of a cluster.
        let shared = random.normals(clusters ?? 0)
        let differences = (0..<count).map { place -> Double in
          guard random.nextUnit() < 0.7 else { return 0 }
          let own = random.nextNormal() * (random.nextUnit() < 0.1 ? 4 : 1)
          return own + (clusters.map { 3 * shared[place % $0] } ?? 0)
        }
        let parts =
          clusters.map { size in
            SignFlipTest.sums(of: differences, in: (0..<count).map { $0 % size })
          }
          ?? differences
        let test = try #require(SignFlipTest(parts, draws: 300, seed: UInt64(run)))
        return test.probabilityOfMore
      }
      checkLevels(values, "\(count) cases")
      #expect(abs(values.reduce(0, +) / Double(runs) - 0.5) < 0.05)
    }
  }

  @Test("cases that belong together count as one: taken alone they would cry wolf")
  func clusters() throws {
    var random = SeededGenerator(seed: 5)
    let runs = 200
    let clusters = (0..<200).map { $0 / 20 }
    let alarms = try (0..<runs).reduce(into: (alone: 0, together: 0)) { alarms, run in
      let shared = random.normals(10)
      let differences = clusters.map { shared[$0] + 0.3 * random.nextNormal() }
      let alone = try #require(SignFlipTest(differences, draws: 200, seed: UInt64(run)))
      let sums = SignFlipTest.sums(of: differences, in: clusters)
      let together = try #require(SignFlipTest(sums, draws: 200, seed: UInt64(run)))
      if alone.probabilityOfMore <= 0.05 { alarms.alone += 1 }
      if together.probabilityOfMore <= 0.05 { alarms.together += 1 }
    }
    #expect(alarms.together <= 20)
    #expect(alarms.alone > 50)
  }

  @Test("turning every difference round turns the test round")
  func symmetric() throws {
    var random = SeededGenerator(seed: 3)
    for count in [3, 15, 40, 5000] {
      let differences = random.normals(count, mean: 0.1)
      let test = try #require(SignFlipTest(differences, draws: 300, seed: 9))
      let turned = try #require(SignFlipTest(differences.map { -$0 }, draws: 300, seed: 9))
      if test.method != .sampled(300) {
        #expect(agrees(test.probabilityOfMore, turned.probabilityOfLess))
      } else {
        #expect(abs(test.probabilityOfMore - turned.probabilityOfLess) < 0.15)
      }
    }
    let rates = try #require(PairedRates(worse: 9, better: 4, cases: 80))
    let turned = try #require(PairedRates(worse: 4, better: 9, cases: 80))
    #expect(agrees(rates.lowerBound(risk: 0.05), -turned.upperBound(risk: 0.05)))
  }

  @Test("the more cases got worse, the surer and the larger the drop")
  func monotone() throws {
    var before = (p: 2.0, upper: -1.0)
    for worse in 0...40 {
      let p = McNemarTest.probability(worse: worse, better: 10)
      let upper = try #require(PairedRates(worse: worse, better: 10, cases: 200))
        .upperBound(risk: 0.05)
      #expect(p < before.p && upper > before.upper)
      before = (p, upper)
    }
  }

  @Test("drawn and approximated tails are near the true ones")
  func approximations() throws {
    // Differences of one size have an exact tail; one of them made a little larger has not.
    var differences = [Double](repeating: -1, count: 500) + [Double](repeating: 1, count: 600)
    let exact = try #require(SignFlipTest(differences, draws: 1, seed: 1))
    differences[0] = -1.0001
    differences += [0.0001, 0.0001, 0.0002]
    let near = try #require(SignFlipTest(differences, draws: 1, seed: 1))
    #expect(exact.method == .exact && near.method == .normal)
    #expect(agrees(near.probabilityOfMore, exact.probabilityOfMore, relative: 0.1))
    #expect(near.probabilityOfMore >= exact.probabilityOfMore * 0.999)
    let mixed = (0..<19).map { Double($0 % 5) - 1.3 } + [0.7]
    let whole = try #require(SignFlipTest(mixed, draws: 1, seed: 1))
    let drawn = try #require(SignFlipTest(mixed + [1e-9, 1e-9], draws: 20_000, seed: 1))
    #expect(whole.method == .exact && drawn.method == .sampled(20_000))
    #expect(abs(whole.probabilityOfMore - drawn.probabilityOfMore) < 0.015)
    #expect(SignFlipTest.draws(familySize: 10, level: 0.05) == 4000)
  }

  @Test("Tango's bounds cover the true drop")
  func coverage() throws {
    var random = SeededGenerator(seed: 21)
    var covered = Proportion()
    for _ in 0..<2000 {
      var counts = (worse: 0, better: 0)
      for _ in 0..<120 {
        let draw = random.nextUnit()
        if draw < 0.08 { counts.worse += 1 } else if draw < 0.13 { counts.better += 1 }
      }
      let rates = try #require(
        PairedRates(worse: counts.worse, better: counts.better, cases: 120)
      )
      covered.add(rates.lowerBound(risk: 0.025) <= 0.03 && rates.upperBound(risk: 0.025) >= 0.03)
    }
    #expect(covered.share > 0.935 && covered.share < 0.97)
  }

  @Test("the smallest visible drop is where the test begins to find it")
  func visible() throws {
    // Seven of 350 all in one direction are the first to reach 1%, and 2 points.
    #expect(VisibleDrop.fewestChanges(level: 0.01) == 7)
    #expect(VisibleDrop.fewestChanges(level: 0.0625) == 4)
    #expect(VisibleDrop.ofRate(cases: 350, discordant: 0, level: 0.01) == 0.02)
    #expect(VisibleDrop.ofRate(cases: 349, discordant: 7, level: 0.01) > 0.02)
    for discordant in [0, 10, 37, 200] {
      let visible = VisibleDrop.ofRate(cases: 500, discordant: discordant, level: 0.05)
      let changed = max(discordant, 5)
      let worse = (Int((visible * 500).rounded()) + changed) / 2
      #expect(McNemarTest.probability(worse: worse, better: changed - worse) <= 0.05)
      #expect(McNemarTest.probability(worse: worse - 1, better: changed - worse + 1) > 0.05)
    }
    #expect(VisibleDrop.ofMean(parts: [1, 1, 0], cases: 3, level: 0.05) == nil)
    #expect(
      VisibleDrop.ofMean(parts: [Double](repeating: 0, count: 500), cases: 500, level: 0.05) == 0.01
    )
    #expect(VisibleDrop.valuesNeeded(forQuantile: 0.95) == 90)
    #expect(VisibleDrop.valuesNeeded(forQuantile: 0.99) == 459)
    #expect(VisibleDrop.valuesNeeded(forQuantile: 0.5) == 7)
  }

  @Test("nothing to test, or no numbers, is no evidence")
  func hostile() {
    #expect(McNemarTest.probability(worse: 0, better: 0) == 1)
    #expect(SignFlipTest([], draws: 1, seed: 1)?.probabilityOfMore == 1)
    #expect(SignFlipTest([0, 0], draws: 1, seed: 1)?.probabilityOfLess == 1)
    for number in hostileNumbers where !(abs(number) <= 1e100) {
      #expect(SignFlipTest([1, number], draws: 1, seed: 1) == nil)
      #expect(PairedMean([1, number]) == nil)
    }
    #expect(PairedMean([1]) == nil)
    #expect(PairedMean([1, 2, 3], clusters: [0, 0, 0]) == nil)
    #expect(PairedMean([1, 2], clusters: [0]) == nil)
    #expect(PairedRates(worse: 3, better: 3, cases: 5) == nil)
    #expect(PairedRates(worse: 0, better: 0, cases: 0) == nil)
    #expect(PairedRates(worse: 5, better: 0, cases: 5)?.upperBound(risk: 0.05) == 1)
  }
}
