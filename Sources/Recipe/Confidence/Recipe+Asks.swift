package import TropeModel

/// Asking the same several times, to know how sure a model is.
extension Recipe {
  /// In how many orders the recipe's lists can stand, the usual one among them, as far as anybody counts.
  package var orderCount: Int { AskOrder.count(listLengths) }

  /// The recipe as it is asked for the first time, the second, and so on: with its tropes, and the values of each field that is
  /// a choice, in another order. All else is the same, so answers to one are checked like answers to the other, and hold the
  /// same ids. Its hash is another one, so each ask has its own questions.
  ///
  /// - Parameter number: counted from 1, which is the recipe itself.
  /// - Returns: `nil` where there are fewer orders.
  package func asked(time number: Int) -> Recipe? {
    guard number != 1 else { return self }
    guard let orders = AskOrder.orders(ask: number, lengths: listLengths) else { return nil }
    var left = orders[...]
    let catalog = catalog.flatMap { catalog in left.popFirst().map(catalog.arranged) }
    return Recipe(
      fields: fields.arranged(Array(left)), catalog: catalog ?? .builtIn, prompt: prompt,
      parameters: parameters)
  }

  /// The length of the catalog, where there is one, and of each field's own list.
  private var listLengths: [Int] {
    (catalog.map { [$0.tropes.count] } ?? [])
      + fields.fields.compactMap { field in
        if case .choice(let values) = field.type { values.count } else { nil }
      }
  }

  /// What a character was called: its values of the fields that choose from a list, which a confidence is about.
  package func label(_ character: LabelledCharacter) -> String {
    let fields = gradedFields.filter { $0.type != .trope }.map { field in
      "\(field.name)=\(character[field: field.name]?.text ?? "")"
    }
    return ([character.tropeID ?? ""] + fields).joined(separator: ";")
  }

  /// How many of these answers give each character of a record its label.
  ///
  /// Where the model names the characters itself, they are told by their names as people read them: another letter case or
  /// quote makes no other one. A character whom an answer does not name has no vote of it.
  ///
  /// - Parameters:
  ///   - characters: those of the record, as the model labelled them.
  ///   - answer: what another ask said.
  package func votes(
    for characters: [LabelledCharacter], in answer: [LabelledCharacter]
  ) -> [Bool] {
    var exact: [String: String] = [:]
    var similar: [NameKey: [String]] = [:]
    for character in answer {
      let label = label(character)
      if exact[character.name] == nil { exact[character.name] = label }
      similar[NameKey(character.name), default: []].append(label)
    }
    return characters.map { character in
      if let given = exact[character.name] { return given == label(character) }
      // Two that look alike are nobody in particular.
      guard let given = similar[NameKey(character.name)], given.count == 1 else { return false }
      return given[0] == label(character)
    }
  }
}
