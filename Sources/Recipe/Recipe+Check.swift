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
    if fields.asksOfMovies, questions.count == 1 {
      // The reply itself is the movie's object.
      let key = ResponseSchema.key(at: 0, of: 1)
      return [
        Self.verdict { () throws(ReplyFault) in
          try record(
            in: members, place: { Self.rootPlace }, path: "", key, questions[0], confidences,
            &notes)
        }
      ]
    }
    let keys = questions.indices.map { ResponseSchema.key(at: $0, of: questions.count) }
    if members.contains(where: { $0.name.utf8.count > Self.mostBytesOfWord }) {
      return questions.map { _ in .bad(.overlongWord(place: Self.rootPlace)) }
    }
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
      verdicts.append(
        Self.verdict { () throws(ReplyFault) in
          guard fields.asksOfMovies else {
            return (try characters(in: value, at: key, key, question, confidences, &notes), [])
          }
          guard value.kind == .object else {
            throw .wrongKind(place: "'\(key)'", expected: .object, found: value.kind)
          }
          return try record(
            in: value.members, place: { "'\(key)'" }, path: key + ".", key, question, confidences,
            &notes)
        })
    }
    return verdicts
  }

  private static func verdict(
    on answer: () throws(ReplyFault) -> ([LabelledCharacter], movie: [FieldAnswer])
  ) -> ReplyVerdict {
    do throws(ReplyFault) {
      let (characters, movie) = try answer()
      return .record(characters, movie: movie)
    } catch {
      return .bad(error)
    }
  }

  /// What the object of a movie that has fields of its own is worth.
  ///
  /// - Parameters:
  ///   - path: what comes before the path of its characters.
  ///   - key: that of the movie's confidences.
  private func record(
    in members: [(name: String, value: JSONView)], place: () -> String, path: String, _ key: String,
    _ question: Question, _ confidences: LabelConfidences?, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> ([LabelledCharacter], movie: [FieldAnswer]) {
    let (list, movie) = try movieAnswer(in: members, place: place, &notes)
    guard let list else { return ([], movie) }
    return (
      try characters(
        in: list, at: path + FieldList.charactersKey, key, question, confidences, &notes), movie
    )
  }

  private func characters(
    in list: JSONView, at path: String, _ key: String, _ question: Question,
    _ confidences: LabelConfidences?, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> [LabelledCharacter] {
    var answers = try answers(in: list, at: path, &notes)
    for place in answers.indices { answers[place].confidence = confidences?[key, place] }
    return try CastMatcher(names: question.names ?? []).record(of: answers, &notes)
  }

  private func answers(
    in value: JSONView, at path: String, _ notes: inout Set<ReplyNote>
  ) throws(ReplyFault) -> [CastMatcher.Answer] {
    guard value.kind == .array else {
      throw .wrongKind(place: "'\(path)'", expected: .array, found: value.kind)
    }
    let elements = value.elements
    var answers: [CastMatcher.Answer] = []
    answers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      answers.append(try answer(in: element, place: { "'\(path)[\(index)]\($0)'" }, &notes))
    }
    return answers
  }
}
