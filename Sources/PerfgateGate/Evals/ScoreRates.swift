/// The error rates of the scores of a run, which are a family of their own.
struct ScoreRates: Sendable {
  /// a: the chance of any false alarm among them.
  var falseAlarms: Double
  /// m: how many there are.
  var judged: Int

  /// a / m.
  var share: Double { falseAlarms / Double(max(1, judged)) }

  /// The chance that a drop of exactly the limit passes as below it.
  var miss: Double { falseAlarms }
}
