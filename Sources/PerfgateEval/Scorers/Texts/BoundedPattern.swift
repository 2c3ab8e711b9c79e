internal import Foundation
internal import PerfgateHost

/// A regular expression that gives up instead of running for ever.
///
/// The engine is ICU's, which backtracks: `(a+)+$` needs twice the time for every further `a`. It
/// reports its progress every 10,000 steps and at every place where a match may begin; a search ends
/// once it has reported often and used more than a second of the processor, which does not depend on
/// how busy the machine is. There is no answer then, and none either where ICU's stack overflows.
struct BoundedPattern: Sendable {
  /// Why there is no answer.
  enum SearchError: Error, Equatable {
    case tooManySteps
    case tooDeep
  }

  private static let freeReports = 1000
  private static let processorNanoseconds: Int64 = 1_000_000_000

  private let expression: NSRegularExpression

  /// Compiles a pattern; `nil` where it is none.
  init?(_ pattern: String) {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return nil }
    self.expression = expression
  }

  /// How many groups it captures.
  var groupCount: Int { expression.numberOfCaptureGroups }

  /// The first match: what it matched, and what each group captured; `nil` where there is none.
  func firstMatch(in text: String) throws(SearchError) -> [String?]? {
    let string = text as NSString
    var match: [String?]?
    var failure: SearchError?
    var reports = 0
    let begin = ProcessorTime.threadNanoseconds()
    expression.enumerateMatches(
      in: text,
      options: [.reportProgress, .reportCompletion],
      range: NSRange(location: 0, length: string.length)
    ) { result, flags, stop in
      if let result {
        match = (0..<result.numberOfRanges).map { group in
          let range = result.range(at: group)
          return range.location == NSNotFound ? nil : string.substring(with: range)
        }
        stop.pointee = true
      } else if flags.contains(.internalError) {
        failure = .tooDeep
      } else {
        reports += 1
        guard reports > Self.freeReports else { return }
        if ProcessorTime.threadNanoseconds() - begin > Self.processorNanoseconds {
          failure = .tooManySteps
          stop.pointee = true
        }
      }
    }
    // A stopped search also reports an error of the engine.
    if match == nil, let failure { throw failure }
    return match
  }
}

extension BoundedPattern.SearchError {
  /// The failure as a scorer reports it.
  func scoringError(pattern: String) -> ScoringError {
    let reason =
      switch self {
      case .tooManySteps: "gave no answer within a second: it backtracks without end"
      case .tooDeep: "needs more memory for this output than it may have"
      }
    return ScoringError(kind: "pattern", message: "the pattern '\(pattern)' \(reason)")
  }
}
