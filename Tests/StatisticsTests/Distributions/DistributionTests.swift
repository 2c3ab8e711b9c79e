import PerfgateStatistics
import Testing

private struct Reference: Decodable {
  struct Student: Decodable {
    let df, t, tail, cdf: Double
  }
  struct StudentQuantile: Decodable {
    let df, tail, t: Double
  }
  struct NormalValue: Decodable {
    let z, cdf: Double
  }
  struct NormalQuantile: Decodable {
    let tail, z: Double
  }
  struct BinomialValue: Decodable {
    let n, k: Int
    let p, cdf, upper: Double
  }

  let student: [Student]
  let studentQuantiles: [StudentQuantile]
  let normal: [NormalValue]
  let normalQuantiles: [NormalQuantile]
  let binomial: [BinomialValue]

  static func load() throws -> Reference {
    try fixture("distributions", as: Reference.self)
  }
}

@Suite struct DistributionTests {
  @Test func `Student t agrees with scipy from the centre to the far tails`() throws {
    let rows = try Reference.load().student
    #expect(rows.count == 140)
    for row in rows {
      let student = try #require(StudentT(degreesOfFreedom: row.df))
      #expect(agrees(student.upperTail(row.t), row.tail), "df \(row.df) t \(row.t)")
      #expect(agrees(student.cdf(-row.t), row.tail), "df \(row.df) t \(row.t)")
      #expect(agrees(student.cdf(-row.t / 3), row.cdf), "df \(row.df) t \(row.t)")
    }
  }

  @Test func `Student t quantiles agree with scipy down to a tail of 1e-12`() throws {
    let rows = try Reference.load().studentQuantiles
    #expect(rows.map(\.tail).min() == 1e-12)
    for row in rows {
      let student = try #require(StudentT(degreesOfFreedom: row.df))
      let quantile = student.upperQuantile(tail: row.tail)
      #expect(agrees(quantile, row.t), "df \(row.df) tail \(row.tail): \(quantile) \(row.t)")
      #expect(student.quantile(row.tail) == -quantile)
      #expect(agrees(student.upperTail(quantile), row.tail, relative: 1e-11))
    }
  }

  /// Abramowitz and Stegun, table 26.10, as printed.
  @Test(arguments: [
    (1.0, 0.975, 12.706), (1, 0.995, 63.657), (5, 0.95, 2.015), (10, 0.975, 2.228),
    (10, 0.9995, 4.587), (30, 0.975, 2.042), (30, 0.99, 2.457), (120, 0.975, 1.980),
  ])
  func `Student t quantiles are those of the printed table`(
    degrees: Double,
    probability: Double,
    printed: Double
  ) throws {
    let student = try #require(StudentT(degreesOfFreedom: degrees))
    #expect(abs(student.quantile(probability) - printed) <= 0.0005)
  }

  @Test func `the normal distribution agrees with scipy`() throws {
    let reference = try Reference.load()
    for row in reference.normal {
      #expect(agrees(Normal.cdf(row.z), row.cdf), "z \(row.z)")
      #expect(agrees(Normal.upperTail(-row.z), row.cdf), "z \(row.z)")
    }
    for row in reference.normalQuantiles {
      #expect(agrees(Normal.upperQuantile(tail: row.tail), row.z), "tail \(row.tail)")
      #expect(agrees(Normal.quantile(row.tail), -row.z), "tail \(row.tail)")
    }
  }

  @Test func `the binomial distribution agrees with scipy`() throws {
    for row in try Reference.load().binomial {
      let binomial = try #require(Binomial(trials: row.n, probability: row.p))
      let case_ = "n \(row.n) p \(row.p) k \(row.k)"
      #expect(agrees(binomial.cdf(row.k), row.cdf, absolute: 1e-290), "\(case_)")
      #expect(agrees(binomial.upperTail(atLeast: row.k), row.upper, absolute: 1e-290), "\(case_)")
    }
  }

  @Test func `small binomials are exact fractions`() throws {
    let coin = try #require(Binomial(trials: 5, probability: 0.5))
    let expected = [1.0, 6, 16, 26, 31, 32].map { $0 / 32 }
    for (successes, probability) in expected.enumerated() {
      #expect(agrees(coin.cdf(successes), probability, relative: 1e-14))
    }
    #expect(coin.cdf(-1) == 0)
    #expect(coin.upperTail(atLeast: 6) == 0)
  }

  @Test func `the ends of every distribution are exact`() throws {
    let student = try #require(StudentT(degreesOfFreedom: 3))
    #expect(student.upperTail(.infinity) == 0)
    #expect(student.cdf(-.infinity) == 0)
    #expect(student.cdf(0) == 0.5)
    #expect(student.quantile(0) == -.infinity)
    #expect(student.quantile(1) == .infinity)
    #expect(student.quantile(0.5) == 0)
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1) == .infinity)
    #expect(Normal.cdf(.infinity) == 1)
  }

  @Test func `degrees of freedom and probabilities outside the domain are refused`() {
    for degrees in [0, -1, Double.nan, .infinity] {
      #expect(StudentT(degreesOfFreedom: degrees) == nil)
    }
    #expect(Binomial(trials: -1, probability: 0.5) == nil)
    #expect(Binomial(trials: 3, probability: 1.1) == nil)
    #expect(Binomial(trials: 3, probability: .nan) == nil)
    #expect(Normal.quantile(-0.1).isNaN)
    #expect(Normal.upperQuantile(tail: .nan).isNaN)
  }

  @Test("a quantile that was asked for before is the same again")
  func rememberedQuantiles() throws {
    let quantiles = StudentQuantiles()
    for degrees in [1.0, 8, 8.5, 47] {
      let student = try #require(StudentT(degreesOfFreedom: degrees))
      for tail in [0.01, 0.0002, 0.01, 0.5] {
        #expect(
          quantiles.upper(tail: tail, degreesOfFreedom: degrees)
            == student.upperQuantile(tail: tail)
        )
      }
    }
    #expect(quantiles.upper(tail: 0.01, degreesOfFreedom: -1) == nil)
    #expect(quantiles.upper(tail: .nan, degreesOfFreedom: 8)?.isNaN == true)
  }
}
