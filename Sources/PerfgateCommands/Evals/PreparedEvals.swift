import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// The evals of a run, prepared, and where what becomes of their cases is kept.
struct PreparedEvals {
  /// The evals, in the order of the configurations.
  var evals: [PreparedEval] = []
  /// The folder for files of results.
  let casesFolder: String
  /// Whether results that are there are kept.
  let beginning: ResultFile.Beginning
  /// Whether cases that did not pass are shown as they come.
  var showsCases = false
  /// Told what each eval gave.
  var report: ((PreparedEval, EvalRunner.Report) -> Void)?
  /// Holds a folder that nobody asked for.
  private let scratch: ScratchFolder?

  /// No evals.
  init() {
    casesFolder = ""
    beginning = .anew
    scratch = nil
  }

  /// Evals that are yet to be prepared.
  ///
  /// - Parameters:
  ///   - folder: Where results go; `nil` for a folder that ends with this.
  ///   - isResumed: Whether results that are there are kept.
  /// - Throws: `GateError` with exit 73 where no folder can be made.
  init(in folder: String?, resuming isResumed: Bool) throws(GateError) {
    beginning = isResumed ? .resume : .anew
    if let folder {
      casesFolder = folder
      scratch = nil
    } else {
      let made = try ScratchFolder()
      casesFolder = Files.join(made.path, CaseFileName.folder)
      scratch = made
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { evals.isEmpty }

  /// What stands in the run until they are evaluated.
  var planned: [RunEntry] { evals.map(\.planned) }

  /// What a reader of the run must know of them.
  var notices: [VerdictNotice] { evals.flatMap(\.notices) }

  /// The folder that the paths of case files in the run begin in.
  var root: String { Files.parent(of: casesFolder) ?? "." }
}

/// A folder of its own that goes with the last reference.
private final class ScratchFolder {
  let path: String

  init() throws(GateError) {
    do throws(FileError) {
      path = try Files.createTemporaryDirectory(in: "/tmp", prefix: "perfgate-cases-")
    } catch {
      throw GateError(
        .cannotWrite,
        "\(error)",
        hints: ["name a folder for results: --out perfgate-out"]
      )
    }
  }

  deinit { try? Files.remove(path) }
}
