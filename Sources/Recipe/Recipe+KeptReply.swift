import TropeModel

extension Recipe {
  /// Checks what a kept reply says of one question.
  ///
  /// - Parameters:
  ///   - key: which movie of a reply to several it is, as `m3`; empty for a reply to one.
  ///   - groupSize: how many questions the reply answered.
  package func check(
    content: String, finishReason: String?, key: String, groupSize: Int, for question: Question
  ) -> ReplyVerdict {
    guard !key.isEmpty, groupSize > 1 else {
      return check(content: content, finishReason: finishReason, refusal: nil, for: [question])[0]
    }
    // The other places are filled with the same question: only the verdict at this one's is looked at.
    let all = Array(repeating: question, count: groupSize)
    let verdicts = check(content: content, finishReason: finishReason, refusal: nil, for: all)
    guard let place = Int(key.dropFirst()), verdicts.indices.contains(place - 1) else {
      return .bad(.movieLeftOut(key: key))
    }
    return verdicts[place - 1]
  }
}
