import PerfgateConfiguration
import PerfgateEval
import PerfgateModel

/// An eval whose dataset was read once, and whose parts are made; nothing of it runs yet.
struct PreparedEval {
  /// What will be done.
  enum Course {
    /// It runs.
    case runs(Work)
    /// It does not, since a variable is not set: the eval is not gated.
    case isSkipped(reason: String)
    /// It cannot, and must have.
    case fails(reason: String)
    /// It need not, since everything that its results depend on is the same in base and head.
    case isIdentical
  }

  /// What runs.
  struct Work {
    let dataset: Dataset
    let scoring: ReplyScoring
    /// The head, and under a comparison the base.
    let sides: [EvalSide]
    /// The models of target and judges that have no price.
    let unpriced: [String]
  }

  let plan: EvalPlan
  let course: Course
  /// Why recorded outputs take the target's place; `nil` where they do not.
  var replayReason: String?
  /// On which sides it is; `nil` where nothing is compared.
  var presence: Presence?
  /// What a reader must know of it, such as that recorded outputs are scored.
  let notices: [VerdictNotice]

  /// What stands in the run until it is evaluated.
  var planned: RunEntry {
    var entry = RunEntry(key: plan.key, tags: plan.tags, command: plan.words, status: .skipped)
    entry.origin = .eval
    entry.presence = presence
    entry.reason = "the run had not come to it"
    switch course {
    case .runs: break
    case .isSkipped(let reason):
      entry.isExcused = true
      entry.reason = reason
    case .fails(let reason):
      entry.status = .failed
      entry.reason = reason
    case .isIdentical:
      entry.isIdentical = true
      entry.reason = "its target, its inputs and its prompts are the same on both sides"
    }
    return entry
  }
}

extension EvalPlan {
  /// What is evaluated, as it is started.
  var words: [String] {
    switch target.kind {
    case .exec(let command), .worker(let command, _):
      switch command {
      case .words(let words): words
      case .shell(let text): ["sh", "-c", text]
      }
    case .openai, .replay: []
    }
  }

  /// What is evaluated, as people read it.
  var targetText: String {
    switch target.kind {
    case .exec(let command): "runs \(command.description) for each case"
    case .worker(let command, let count):
      "\(count) \(count == 1 ? "worker" : "workers") \(command.description)"
    case .openai(let server): "\(server.model) at \(server.shownURL)"
    case .replay(let path, _): "recorded outputs in \(path)"
    }
  }
}
