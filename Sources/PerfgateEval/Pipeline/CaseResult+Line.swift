import PerfgateModel
import PerfgateStreaming

extension CaseResult {
  /// The line of a result file.
  var line: ResultLine {
    ResultLine(
      ResultKey(
        id: id,
        caseDigest: caseDigest,
        repeatIndex: repeatIndex,
        configurationDigest: configurationDigest
      ),
      members
    )
  }
}
