import NIOHTTP1
import PerfgateStreaming
import Testing

@testable import PerfgateHTTP

@Suite("What headers say about limits")
struct RateHeadersTests {
  @Test(
    "times are read as Go writes them",
    arguments: [
      ("6m0s", 360), ("20ms", 0.02), ("1s", 1), ("1h2m3.5s", 3723.5), ("500us", 0.0005),
      ("12.5", 12.5), ("0", 0), ("1d", 86_400), ("", nil), ("s", nil), ("1x", nil), ("-1s", nil),
      ("1s5", nil), ("nan", nil), ("inf", nil), ("1e9h", nil), ("99999999999h", nil),
    ] as [(String, Double?)]
  )
  func duration(text: String, seconds: Double?) {
    #expect(RateHeaders.duration(text) == seconds.map { .seconds($0) })
  }

  @Test("limits of requests and tokens are told apart")
  func both() {
    let rates = RateHeaders.read([
      "X-RateLimit-Limit-Requests": "60", "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "1s", "x-ratelimit-limit-tokens": "150000",
      "x-ratelimit-remaining-tokens": "149984", "x-ratelimit-reset-tokens": "6m0s",
    ])
    #expect(
      rates
        == ServerRates(
          requests: .init(perMinute: 60, remaining: 0, resetAfter: .seconds(1)),
          tokens: .init(perMinute: 150_000, remaining: 149_984, resetAfter: .seconds(360))
        )
    )
  }

  @Test(
    "what is no number says nothing",
    arguments: ["", "-1", "many", "1e3", "99999999999999999999999", "0x10"]
  )
  func nonsense(text: String) {
    #expect(RateHeaders.read(["x-ratelimit-limit-requests": text]) == nil)
    #expect(RateHeaders.read(["x-ratelimit-limit-requests": "0"]) == nil)
    let rates = RateHeaders.read([
      "x-ratelimit-limit-requests": text, "x-ratelimit-remaining-requests": "3",
    ])
    #expect(rates == ServerRates(requests: .init(remaining: 3)))
  }
}
