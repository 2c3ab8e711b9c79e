import PerfgateModel

/// What the head of an interleaved run is compared with, ready to be measured.
struct ComparedBase {
  /// What the run document says of it.
  var record: BaseRecord
  /// The folder of the configuration in the base's tree, absolute; `nil` where both sides share one.
  var directory: String?
  /// The folders of suites in the base's tree, by name.
  var suiteDirectories: [String: String] = [:]
  /// What a reader must know.
  var notices: [VerdictNotice] = []
}
