import JSONBytes
import TropeModel

extension Recipe {
  /// Checks a reply: one verdict for each question, in their order, which must be that of the
  /// request.
  ///
  /// `content`, `finishReason` and `refusal` are as in the API's `choices[0]`; a missing
  /// `finish_reason` counts as `stop`, since not every server sends one. Of a reply to several
  /// movies that was cut off, the movies that are complete in it are kept: they were paid for.
  package func check(
    content: String?, finishReason: String?, refusal: String?, for questions: [Question]
  ) -> [ReplyVerdict] {
    if let refusal, !refusal.isEmpty {
      return questions.map { _ in .bad(.refused(refusal)) }
    }
    var isCutOff = false
    switch finishReason {
    case nil, "stop": break
    case "length": isCutOff = true
    case "content_filter": return questions.map { _ in .bad(.filtered) }
    case .some(let reason): return questions.map { _ in .bad(.otherEnd(reason)) }
    }
    guard let content, !content.isEmpty else {
      return questions.map { _ in .bad(isCutOff ? .cutOff : .empty) }
    }

    let (reply, fault) = JSONDocument.salvage(Array(content.utf8))
    if let fault, !isCutOff { return questions.map { _ in .bad(.notJSON(fault)) } }
    if let root = reply?.root, root.kind != .object {
      let fault = ReplyFault.wrongKind(place: Self.rootPlace, expected: .object, found: root.kind)
      return questions.map { _ in .bad(fault) }
    }
    // Even where one movie's reply happens to be whole, it may lack characters that were still to
    // come.
    if isCutOff, questions.count == 1 { return [.bad(.cutOff)] }
    return verdicts(on: reply?.root.members ?? [], isCutOff: isCutOff, for: questions)
  }

  private static let rootPlace = "the reply"

  private func verdicts(
    on members: [(name: String, value: JSONView)], isCutOff: Bool, for questions: [Question]
  ) -> [ReplyVerdict] {
    let keys = questions.indices.map { ResponseSchema.key(at: $0, of: questions.count) }
    if let unknown = members.first(where: { !keys.contains($0.name) }) {
      let fault = ReplyFault.unknownKey(place: Self.rootPlace, key: unknown.name)
      return questions.map { _ in .bad(fault) }
    }
    return zip(keys, questions).map { key, question in
      let values = members.filter { $0.name == key }
      guard let value = values.first?.value else {
        if isCutOff { return .bad(.cutOff) }
        return .bad(
          questions.count == 1
            ? .missingKey(place: Self.rootPlace, key: key) : .movieLeftOut(key: key))
      }
      guard values.count == 1 else {
        return .bad(.doubledKey(place: Self.rootPlace, key: key))
      }
      do throws(ReplyFault) {
        let answers = try answers(in: value, at: key)
        return .record(try CastMatcher(names: question.names ?? []).record(of: answers))
      } catch {
        return .bad(error)
      }
    }
  }

  private func answers(
    in value: JSONView, at key: String
  ) throws(ReplyFault) -> [CastMatcher.Answer] {
    guard value.kind == .array else {
      throw .wrongKind(place: "'\(key)'", expected: .array, found: value.kind)
    }
    let elements = value.elements
    var answers: [CastMatcher.Answer] = []
    answers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      answers.append(try answer(in: element, place: { "'\(key)[\(index)]\($0)'" }))
    }
    return answers
  }
}
