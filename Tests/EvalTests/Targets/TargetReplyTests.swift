import PerfgateEval
import Testing

@Suite("Replies of targets")
struct TargetReplyTests {
  @Test("a reply knows nothing that it was not told")
  func bare() {
    let reply = TargetReply(output: "x")
    #expect(reply.usage == nil && reply.costUSD == nil && reply.serviceSeconds == nil)
    #expect(reply.firstTokenSeconds == nil && reply.model == nil)
  }
}
