import Formats
package import TropeModel

extension Recipe {
  /// Checks a reply: one verdict for each question, in their order, which must be that of the
  /// request, and what was passed over since it harms nothing.
  ///
  /// `content`, `finishReason` and `refusal` are as in the API's `choices[0]`. Of a reply to several
  /// movies that was cut off, the movies that are complete in it are kept: they were paid for.
  ///
  /// - Parameter confidences: how sure the model was, where that is known.
  package func judge(
    content: String?, finishReason: String?, refusal: String?, for questions: [Question],
    confidences: LabelConfidences? = nil
  ) -> ReplyJudgement {
    if let refusal, !refusal.isEmpty { return ReplyJudgement(.refused(refusal), questions) }
    let end = ReplyEnd(finishReason)
    if end == .filtered { return ReplyJudgement(.filtered, questions) }
    if asksForDecisions, questions.count == 1 {
      return judgeDecisions(content, for: questions[0])
    }
    guard let content, !content.isEmpty else {
      return ReplyJudgement(end.fault ?? .empty, questions)
    }
    if case .abnormal(let reason) = end { return ReplyJudgement(.otherEnd(reason), questions) }

    var notes: Set<ReplyNote> = []
    if case .unknown(let reason) = end { notes.insert(.unknownEnd(reason)) }
    let text = ReplyWrapping.unwrapped(Array(content.utf8), &notes)
    let (reply, fault) = JSONDocument.salvage(Array(text))
    if let fault, end != .cutOff { return ReplyJudgement(.notJSON(fault), questions) }
    if let root = reply?.root, root.kind != .object {
      return ReplyJudgement(
        .wrongKind(place: Self.rootPlace, expected: .object, found: root.kind), questions)
    }
    // Even where one movie's reply happens to be whole, it may lack characters that were still to
    // come.
    if end == .cutOff, questions.count == 1 { return ReplyJudgement(.cutOff, questions) }
    let verdicts = verdicts(
      on: reply?.root.members ?? [], isCutOff: end == .cutOff, for: questions, confidences, &notes)
    return ReplyJudgement(verdicts: verdicts, notes: notes)
  }

  private static let rootPlace = "the reply"

  /// The members that were asked for are judged; what else is there is passed over.
  private func verdicts(
    on members: [(name: String, value: JSONView)], isCutOff: Bool, for questions: [Question],
    _ confidences: LabelConfidences?, _ notes: inout Set<ReplyNote>
  ) -> [ReplyVerdict] {
    let keys = questions.indices.map { ResponseSchema.key(at: $0, of: questions.count) }
    for member in members where !keys.contains(member.name) {
      notes.insert(.unknownKey(SingleLine.clipped(member.name, to: 40)))
    }
    var verdicts: [ReplyVerdict] = []
    for (key, question) in zip(keys, questions) {
      let values = members.filter { $0.name == key }
      guard let value = values.first?.value else {
        let missing: ReplyFault =
          questions.count == 1
          ? .missingKey(place: Self.rootPlace, key: key) : .movieLeftOut(key: key)
        verdicts.append(.bad(isCutOff ? .cutOff : missing))
        continue
      }
      guard values.count == 1 else {
        verdicts.append(.bad(.doubledKey(place: Self.rootPlace, key: key)))
        continue
      }
      do throws(ReplyFault) {
        var answers = try answers(in: value, at: key, &notes)
        for place in answers.indices { answers[place].confidence = confidences?[key, place] }
        verdicts.append(
          .record(try CastMatcher(names: question.names ?? []).record(of: answers, &notes)))
      } catch {
        verdicts.append(.bad(error))
      }
    }
    return verdicts
  }

  private func answers(
    in value: JSONView, at key: String, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> [CastMatcher.Answer] {
    guard value.kind == .array else {
      throw .wrongKind(place: "'\(key)'", expected: .array, found: value.kind)
    }
    let elements = value.elements
    var answers: [CastMatcher.Answer] = []
    answers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      answers.append(try answer(in: element, place: { "'\(key)[\(index)]\($0)'" }, &notes))
    }
    return answers
  }
}
