import PerfgateStreaming
import Testing

@Suite("Waits before retries")
struct RetryPolicyTests {
  private let policy = RetryPolicy(
    maximumRetries: 9,
    base: .seconds(1),
    cap: .seconds(60),
    total: .seconds(300)
  )

  @Test("their bound doubles up to the cap")
  func bounds() {
    let bounds = (1...9).map { policy.bound(beforeRetry: $0) }
    #expect(bounds == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    #expect(policy.bound(beforeRetry: .max) == .seconds(60))
    let small = RetryPolicy(base: .seconds(5), cap: .seconds(2))
    #expect(small.bound(beforeRetry: 1) == .seconds(2))
  }

  @Test("they are uniform below the bound", arguments: 1...8)
  func uniform(retry: Int) {
    let bound = policy.bound(beforeRetry: retry)
    let shares = (0..<4000).map { policy.wait(beforeRetry: retry, ofTask: $0, seed: 3) / bound }
    #expect(shares.allSatisfy { (0..<1).contains($0) })
    // Kolmogorov-Smirnov, 99.9% quantile 1.95 / sqrt(4000).
    let distance = shares.sorted().enumerated().map { abs($1 - Double($0) / 4000) }.max() ?? 1
    #expect(distance < 0.031)
  }

  @Test("they follow from seed, task and retry alone, and differ between them")
  func determinism() {
    let wait = policy.wait(beforeRetry: 2, ofTask: 5, seed: 1)
    #expect(wait == policy.wait(beforeRetry: 2, ofTask: 5, seed: 1))
    #expect(wait != policy.wait(beforeRetry: 2, ofTask: 6, seed: 1))
    #expect(wait != policy.wait(beforeRetry: 2, ofTask: 5, seed: 2))
    #expect(wait != policy.wait(beforeRetry: 3, ofTask: 5, seed: 1))
  }
}
