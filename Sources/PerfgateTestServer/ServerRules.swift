import PerfgateStatistics

/// How the server answers.
package struct ServerRules: Sendable {
  /// What is answered to a prompt.
  package enum Answers: Sendable {
    /// The prompt itself.
    case echo
    /// The answer that belongs to a prompt; the prompt itself where there is none.
    case fixed([String: String])
    /// The result of the first `a + b`, `a - b` or `a * b` in the prompt; `0` where there is none.
    case arithmetic
  }

  /// Something that goes wrong.
  package enum Fault: String, Sendable, CaseIterable {
    /// 429 with `Retry-After: 0` and rate headers.
    case throttled
    /// 500 with an error object.
    case failed
    /// 503 with `retry-after-ms`.
    case unavailable
    /// The first token takes ten times the latency, at least 50 ms.
    case slow
    /// A stream without an end, a body without its second half.
    case cutStream = "cut-stream"
    /// The connection is closed before anything was answered.
    case cutConnection = "cut-connection"
    /// A body that is no JSON.
    case wrongJSON = "wrong-json"
    /// A usage that cannot be.
    case wrongUsage = "wrong-usage"
    /// No usage.
    case missingUsage = "missing-usage"
    /// A body of no bytes.
    case empty
    /// No answer, and the connection stays.
    case hang
    /// A body of 17 MiB.
    case huge
  }

  /// What is answered.
  package var answers: Answers
  /// How long the server takes before it answers.
  package var latency: Duration
  /// The share of requests with a fault, each 0 to 1 and together at most 1.
  package var faults: [Fault: Double]
  /// What faults are drawn from, together with the number of a request.
  package var seed: UInt64
  /// Answers in place of all of this where it gives something.
  package var script: (@Sendable (ServedRequest) -> ServedReply?)?

  /// Creates rules under which nothing goes wrong.
  package init(answers: Answers = .echo) {
    self.answers = answers
    latency = .zero
    faults = [:]
    seed = 1
    script = nil
  }

  /// What goes wrong with a request.
  ///
  /// - Parameter number: Which request, from 0.
  /// - Returns: The fault; `nil` for most.
  package func fault(ofRequest number: Int) -> Fault? {
    guard !faults.isEmpty else { return nil }
    var random = SeededGenerator(seed: seed &+ UInt64(truncatingIfNeeded: number))
    random = SeededGenerator(seed: random.next())
    var draw = random.nextUnit()
    for fault in Fault.allCases {
      guard let share = faults[fault] else { continue }
      if draw < share { return fault }
      draw -= share
    }
    return nil
  }

  /// The answer to a prompt.
  package func answer(to prompt: String) -> String {
    switch answers {
    case .echo: prompt
    case .fixed(let answers): answers[prompt] ?? prompt
    case .arithmetic: Self.result(prompt)
    }
  }

  private static func result(_ prompt: String) -> String {
    let words = prompt.split { !($0.isNumber || "+-*".contains($0)) }
    for index in words.indices.dropFirst().dropLast() {
      guard let left = Int(words[index - 1]), let right = Int(words[index + 1]) else { continue }
      switch words[index] {
      case "+": return "\(left &+ right)"
      case "-": return "\(left &- right)"
      case "*": return "\(left &* right)"
      default: continue
      }
    }
    return "0"
  }
}
