public import Synchronization

/// Where a worker keeps what its task is about.
@usableFromInline final class TaskSlot<Input: Sendable, Output: Sendable>: Sendable {
  @usableFromInline enum Content: Sendable {
    case empty
    case begun(Input)
    case succeeded(Input, Output)
  }

  @usableFromInline let content = Mutex(Content.empty)

  @inlinable init() {}

  /// What is to be done.
  @inlinable var input: Input {
    content.withLock { content in
      switch content {
      case .empty: preconditionFailure("a worker without a task")
      case .begun(let input), .succeeded(let input, _): input
      }
    }
  }

  /// Begins a task.
  @inlinable func begin(_ input: Input) { content.withLock { $0 = .begun(input) } }

  /// Keeps what an attempt gave.
  @inlinable func succeed(_ input: Input, _ output: Output) {
    content.withLock { $0 = .succeeded(input, output) }
  }

  /// Forgets the task.
  @inlinable func clear() { content.withLock { $0 = .empty } }

  /// What became of the task.
  @inlinable func completion(_ record: TaskRecord, _ end: TaskEnd) -> Completion<Input, Output> {
    content.withLock { content in
      let outcome: Completion<Input, Output>.Outcome
      let input: Input
      switch (content, end) {
      case (.succeeded(let done, let output), .succeeded):
        (input, outcome) = (done, .succeeded(output))
      case (.begun(let begun), .failed(let failure, let reason)),
        (.succeeded(let begun, _), .failed(let failure, let reason)):
        (input, outcome) = (begun, .failed(failure, because: reason))
      case (.begun(let begun), .skipped(let reason)),
        (.succeeded(let begun, _), .skipped(let reason)):
        (input, outcome) = (begun, .skipped(reason))
      default: preconditionFailure("a task with an end that it has not come to")
      }
      return Completion(
        input: input,
        index: record.index,
        outcome: outcome,
        attempts: record.attempts,
        times: record.times
      )
    }
  }
}
