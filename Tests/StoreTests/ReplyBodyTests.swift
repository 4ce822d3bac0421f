import Store
import Testing
import TestSupport
import TropeModel

@Suite struct ReplyBodyTests {
  private static let body = #"""
    {"id":"x", "choices":[{"index":0,"logprobs":{"content":[{"token":"a","logprob":-1}]},"message":{"content":"{}"}}],"usage":{}}
    """#

  private func reduced(_ body: String, _ confidences: LabelConfidences?) -> String {
    String(decoding: ReplyBody.reduced(Array(body.utf8), to: confidences), as: UTF8.self)
  }

  @Test func `log probabilities give way to what was made of them, all else stays`() {
    let kept = LabelConfidences(byKey: ["m2": [0.25], "m1": [0.5, nil]])
    #expect(
      reduced(Self.body, kept) == #"""
        {"id":"x", "choices":[{"index":0,"logprobs":{"label_confidences":{"m1":[0.5,null],"m2":[0.25]}},"message":{"content":"{}"}}],"usage":{}}
        """#)
    #expect(reduced(Self.body, nil).contains(#""logprobs":null,"message""#))
    for other in ["not JSON", "{}", #"{"choices":[{"logprobs":null,"message":{}}]}"#] {
      #expect(reduced(other, kept) == other)
    }
  }

  @Test func `a kept reply tells its confidences, one without tells none`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    let kept = LabelConfidences(byKey: ["characters": [0.5, nil, 0.123_457]])
    var sure = Samples.reply([1], customID: "a")
    sure.body = ReplyBody.reduced(Array(Self.body.utf8), to: kept)
    try ledger.keep([sure, Samples.reply([2], customID: "b")])
    let replies = try ledger.keptReplies(
      for: [Samples.digest(1), Samples.digest(2)], acceptingSandbox: true)
    #expect(replies[Samples.digest(1)]?.confidences == kept)
    #expect(replies[Samples.digest(2)]?.confidences == nil)
  }
}
