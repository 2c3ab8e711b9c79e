package import PerfgateModel

/// The run document that a monitored program writes about its stages.
package struct MonitoredFile: Sendable, Equatable {
  /// The file, relative to the configuration's folder and within it.
  package var path: String
  /// Whether perfgate runs the program; otherwise the file is read once, as it lies there.
  package var isRun: Bool
  /// Where the path is configured.
  package var location: SourcePlace

  /// Creates what a monitor reads.
  package init(path: String, isRun: Bool, location: SourcePlace) {
    self.path = path
    self.isRun = isRun
    self.location = location
  }

  /// Why a path is no file that a program could be asked to write below the configuration's folder;
  /// `nil` where it is one.
  static func fault(in path: String) -> String? {
    if let fault = InputPattern.fault(in: path) { return fault }
    let last = path.split(separator: "/", omittingEmptySubsequences: false).last
    return last == "" || last == "." ? "must name a file" : nil
  }

  /// The path without what changes nothing.
  var folded: String { Self.folded(path) }

  /// A path without what changes nothing, `a/b` for `./a//b`.
  static func folded(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}

extension BenchmarkPlan {
  /// Whether nothing is run: a file is read once, as it lies there.
  package var isOnlyRead: Bool { monitor?.isRun == false }

  /// What is done to measure it, as people read it.
  package var activity: String {
    if let monitor, !monitor.isRun { return "reads \(monitor.path)" }
    return command.description
  }
}
