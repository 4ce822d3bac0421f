import Formats

/// Spoils answers as ordered, in the ways in which a model's answers go wrong.
struct AnswerFaults: Sendable {
  /// How often each fault strikes.
  let rates: FaultRates
  /// Where its draws come from.
  let randomness: Randomness

  /// Spoils an answer or leaves it; `occasion` tells repeated requests apart.
  func apply(
    to outcome: inout ChatOutcome, key: [UInt8], occasion: Int, engine: ChatEngine
  ) {
    guard !rates.isEmpty, let content = outcome.content else { return }
    func strikes(_ name: FaultRates.Name) -> Bool {
      rates[name] > 0 && randomness.draw(name.rawValue, key, count: occasion) < rates[name]
    }
    if strikes(.refusal) {
      outcome.content = nil
      outcome.refusal = "I'm sorry, but I can't help with that."
      outcome.visibleTokens = engine.tokens.count(outcome.refusal ?? "")
      return
    }
    if strikes(.wrongTrope) { change(&outcome, engine) { Self.withWrongTrope($0) } }
    if strikes(.missingCharacter) { change(&outcome, engine) { Self.withoutACharacter($0) } }
    if strikes(.badJSON) {
      outcome.content = "Here is the answer: " + content.dropLast()
      outcome.visibleTokens = engine.tokens.count(outcome.content ?? "")
    }
    if strikes(.length) { engine.cut(&outcome, to: max(1, outcome.visibleTokens / 2)) }
  }

  private func change(
    _ outcome: inout ChatOutcome, _ engine: ChatEngine, _ spoil: (JSON) -> JSON?
  ) {
    guard let content = outcome.content, let value = try? JSON(parsing: Array(content.utf8)),
      let spoiled = spoil(value)
    else { return }
    outcome.content = spoiled.text
    outcome.visibleTokens = engine.tokens.count(spoiled.text)
  }

  /// The value with the last field of its first character replaced; `nil` where there is no character.
  private static func withWrongTrope(_ value: JSON) -> JSON? {
    changingCharacters(value) { characters in
      guard let first = characters.first?.objectValue, let last = first.members.last else {
        return nil
      }
      var members = first.members
      members[members.count - 1] = JSONObject.Member(last.key, "Trope of No Catalog")
      return [.object(JSONObject(members))] + characters.dropFirst()
    }
  }

  private static func withoutACharacter(_ value: JSON) -> JSON? {
    changingCharacters(value) { characters in
      characters.isEmpty ? nil : Array(characters.dropLast())
    }
  }

  /// Changes the first array of objects in a value.
  private static func changingCharacters(
    _ value: JSON, _ change: ([JSON]) -> [JSON]?
  ) -> JSON? {
    switch value {
    case .array(let elements):
      return change(elements).map(JSON.array)
    case .object(let object):
      for (index, member) in object.members.enumerated() {
        if let changed = changingCharacters(member.value, change) {
          var members = object.members
          members[index].value = changed
          return .object(JSONObject(members))
        }
      }
      return nil
    default: return nil
    }
  }
}
