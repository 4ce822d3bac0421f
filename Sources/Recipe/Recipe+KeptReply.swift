package import TropeModel

extension Recipe {
  /// Checks what a kept reply says of one question.
  ///
  /// - Parameters:
  ///   - key: which movie of a reply to several it is, as `m3`; empty for a reply to one.
  ///   - groupSize: how many questions the reply answered.
  ///   - confidences: how sure the model was, where that was kept.
  package func check(
    content: String, finishReason: String?, key: String, groupSize: Int, for question: Question,
    confidences: LabelConfidences? = nil
  ) -> ReplyVerdict {
    guard !key.isEmpty, groupSize > 1 else {
      return judge(
        content: content, finishReason: finishReason, refusal: nil, for: [question],
        confidences: confidences
      ).verdicts[0]
    }
    // The other places are filled with the same question: only the verdict at this one's is looked at.
    let all = Array(repeating: question, count: groupSize)
    let verdicts = judge(
      content: content, finishReason: finishReason, refusal: nil, for: all,
      confidences: confidences
    ).verdicts
    guard let place = Int(key.dropFirst()), verdicts.indices.contains(place - 1) else {
      return .bad(.movieLeftOut(key: key))
    }
    return verdicts[place - 1]
  }
}
