import PerfgateStatistics
import Testing

/// Nothing here may trap, whatever it is given; what comes back is nil, NaN or an error.
@Suite struct HostileInputTests {
  @Test func `distributions survive any number`() {
    for first in hostileNumbers {
      #expect(!(Normal.cdf(first) > 1))
      _ = (Normal.quantile(first), Normal.upperQuantile(tail: first))
      for second in hostileNumbers + [1e9, 1e-3, 30] {
        let student = StudentT(degreesOfFreedom: second)
        let tail = student?.upperTail(first) ?? 0.5
        #expect(tail.isNaN == first.isNaN || student == nil, "df \(second) t \(first)")
        #expect(tail.isNaN || (0...1).contains(tail), "df \(second) t \(first)")
        _ = student?.upperQuantile(tail: first)
      }
      for trials in [0, 1, 40, 100_000] {
        let binomial = Binomial(trials: trials, probability: first)
        for successes in [Int.min, -1, 0, trials / 2, trials, .max] {
          let cdf = binomial?.cdf(successes) ?? 0
          #expect((0...1).contains(cdf))
          _ = binomial?.upperTail(atLeast: successes)
        }
      }
    }
  }

  @Test func `summaries survive any samples`() {
    var generator = SeededGenerator(seed: 9)
    let finite = hostileNumbers.filter { abs($0) <= 1e100 }
    for run in 0..<600 {
      let pool = run.isMultiple(of: 2) ? finite : hostileNumbers
      let samples = (0..<generator.nextIndex(below: 24)).map { _ in
        pool[generator.nextIndex(below: pool.count)]
      }
      guard let summary = try? Summary(samples: samples) else { continue }
      #expect(summary.mean.isFinite)
      #expect(summary.standardDeviation?.isFinite ?? true)
      #expect((summary.minimum...summary.maximum).contains(summary.median))
      _ = summary.bimodality
      for level in hostileNumbers + [0.95] {
        _ = (summary.quantile(level), summary.medianInterval(confidence: level))
        _ = (summary.meanInterval(confidence: level))
        _ = Summary.samplesForMedianInterval(confidence: level)
      }
      for estimator in Summary.Estimator.allCases {
        _ = summary.bootstrapInterval(of: estimator, confidence: 0.9, resamples: 100, seed: 1)
        #expect(
          summary.bootstrapInterval(of: estimator, confidence: .nan, resamples: .max, seed: 1)
            == nil
        )
      }
    }
  }

  @Test func `baselines survive any recordings and any question`() {
    var generator = SeededGenerator(seed: 10)
    func draw() -> Double { hostileNumbers[generator.nextIndex(below: hostileNumbers.count)] }
    for _ in 0..<500 {
      let values = (0..<generator.nextIndex(below: 4)).map { _ in draw() }
      let epochs = [values, [draw()]]
      let prior =
        SpreadPrior(degreesOfFreedom: draw(), standardDeviation: draw()) ?? .logarithmic
      if let prediction = try? BaselinePrediction(epochs: epochs, prior: prior) {
        #expect(prediction.spread > 0)
        _ = prediction.probabilityWorse(observed: draw(), tolerance: draw())
        _ = prediction.probabilityBetter(observed: draw(), tolerance: draw())
        _ = prediction.upperBound(observed: draw(), risk: draw())
        _ = prediction.lowerBound(observed: draw(), risk: draw())
        _ = prediction.provableRatio(toleranceRatio: draw(), level: draw())
        _ = prediction.recordingsNeeded(
          toProve: draw(),
          tolerance: draw(),
          level: draw(),
          futureSpread: draw()
        )
      }
      _ = BaselinePrediction.level(falseAlarms: draw(), familySize: .min, miss: draw())
      _ = HolmAdjustment.adjusted([draw(), draw()], familySize: .max)
      let levels = SeverityLevels(tolerance: draw(), limits: [draw()].sorted())
      _ = levels?.level(ofEstimate: draw())
      _ = BudgetAssessment(
        value: draw(),
        bound: draw(),
        spread: draw(),
        degreesOfFreedom: draw(),
        breachRisk: draw(),
        missRisk: draw()
      )
      let direction = BetterDirection.allCases[generator.nextIndex(below: 2)]
      if let scale = try? WorkingScale(
        epochs: epochs,
        observed: [draw()],
        direction: direction,
        minimumDelta: draw()
      ) {
        _ = (scale.working(draw()), scale.tolerance(draw()), scale.limit(draw()), scale.prior)
        _ = (scale.value(ofWorking: draw()), scale.shown(change: draw(), from: draw()))
      }
    }
  }
}
