internal import PerfgateModel

/// What a judge answers: `{"score": 0.5, "reason": "..."}` and nothing else.
enum JudgeReply {
  /// The score.
  ///
  /// - Throws: `ScoringError` for any other text: a score that is searched for in prose is a guess.
  static func score(in text: String) throws(ScoringError) -> Double {
    do throws(JSONError) {
      let object = try JSONReader.read(Array(text.utf8)).object()
      let node = try object.required("score")
      let score = try node.number()
      guard (0...1).contains(score) else {
        throw JSONError("the score is \(score), not from 0 to 1", offset: node.offset)
      }
      _ = try object.required("reason").string()
      if let other = object.members.first(where: { !["score", "reason"].contains($0.key) }) {
        throw JSONError("there is a member '\(other.key)'", offset: other.keyOffset)
      }
      return score
    } catch {
      throw ScoringError(
        kind: "judge",
        message: "the judge did not answer with {\"score\": 0 to 1, \"reason\": TEXT}: "
          + "\(error.message), at byte \(error.offset)"
      )
    }
  }
}
