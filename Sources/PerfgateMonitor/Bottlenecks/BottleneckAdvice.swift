/// What to do about a bottleneck, in one sentence.
struct BottleneckAdvice {
  private let bottleneck: Bottleneck
  private let stage: StageFigures

  init(_ bottleneck: Bottleneck, of stage: StageFigures) {
    self.bottleneck = bottleneck
    self.stage = stage
  }

  /// The sentence, without a full stop.
  var text: String {
    let share = PercentText.text(bottleneck.causeShare)
    let name = bottleneck.stage
    switch bottleneck.cause {
    case .service: return service(name, share)
    case .coldCache(let hits):
      return "\(name) works on a cold cache: \(PercentText.text(hits)) of its look-ups hit;"
        + " keep the cache between runs, or fill it before"
    case .wait(.rateLimit):
      return "\(name) waits for the rate limit for \(share) of its time; more concurrency will not"
        + " help: raise the limit, or cache what is asked for again"
    case .wait(.queue):
      return "\(name) waits in a queue for \(share) of its time: add workers, or raise its"
        + " concurrency"
    case .wait(.retry):
      return "\(name) waits between attempts for \(share) of its time"
        + " (\(PercentText.text(stage.failureShare)) of its spans failed): find out why attempts"
        + " fail, or shorten the pause"
    case .wait(.backPressure), .backPressure(nil):
      return "\(name) waits for room in what comes next for \(share) of its time: make the"
        + " receiver faster; a larger buffer only hides it"
    case .backPressure(let receiver?):
      return "\(name) waits for room in \(receiver) for \(share) of its time: make \(receiver)"
        + " faster, or give it more workers; a larger buffer only hides it"
    }
  }

  private func service(_ name: String, _ share: String) -> String {
    let waits = stage.critical.totalNanoseconds - stage.critical.serviceNanoseconds
    let works = waits > 0 ? "works for \(share) of its time" : "does not wait"
    let mean = DurationText.text(nanoseconds: stage.service.meanNanoseconds)
    let many = stage.spanCount > 1 && stage.meanConcurrency < 1.5
    return "\(name) \(works), \(mean) a span: make it faster"
      + (many ? ", or run several at a time" : "")
  }
}
