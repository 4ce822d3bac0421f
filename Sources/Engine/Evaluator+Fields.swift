import Recipe
package import Report
package import Store
package import TropeModel

extension Evaluator {
  /// What was compared of fields that are no tropes, and with what.
  package struct FieldOutcome: Sendable {
    package var evaluation: FieldEvaluation
    package var reach: EvaluationReach
  }

  /// What the recipe asks of the movie itself, or of each character, tropes aside.
  package func fields(of owner: FieldOwner) -> [RecipeField] {
    switch owner {
    case .movie: project.recipe.fields.movieFields
    case .character: project.recipe.fields.fields.filter { $0.type != .trope }
    }
  }

  /// Whether the records were made with a question for a trope.
  package func hasTropes(_ database: TropesDatabase) throws -> Bool {
    try database.withResults { results in results.fields.contains { $0.kind == .trope } }
  }

  /// Compares what models answered in fields that are no tropes with a table and, of characters, with what people set by hand,
  /// which goes before the table.
  ///
  /// - Parameters:
  ///   - table: of movies, or of characters, as `owner` says.
  ///   - mayBeUnlabelled: whether a table without a label in these fields is none; else that is a fault.
  ///   - records: these in place of the database's, as `PastLabels` finds them.
  /// - Returns: `nil` where nothing is labelled.
  /// - Throws: what is wrong with the table.
  package func evaluate(
    _ table: FieldGoldTable?, of owner: FieldOwner, mayBeUnlabelled: Bool = false,
    database: TropesDatabase, records: [StoredRecord]?
  ) throws -> FieldOutcome? {
    let fields = fields(of: owner)
    let recipe = project.recipe
    let inTable = try table?.labels(of: fields, mayBeUnlabelled: mayBeUnlabelled) {
      (text, field) throws(OverrideProblem) in try recipe.handAnswer(text, to: field).value
    }
    let byHand = owner == .character ? try handLabels(of: fields, database) : []
    let all = byHand + (inTable ?? [])
    guard !all.isEmpty else { return nil }
    let wanted = Set(all.map(\.subject.movie))
    var reach = EvaluationReach()
    var answers: [MovieID: [RecordedFields]] = [:]
    try database.withResults { results in
      try results.forEachRecord(of: records) { record in
        guard wanted.contains(record.movie) else { return }
        guard includesSandbox || !record.isSandbox else {
          reach.ofSandbox.insert(record.movie)
          return
        }
        reach.compared.insert(record.movie)
        answers[record.movie] = Self.recorded(record, of: owner)
      }
    }
    let labels = Self.joined(
      byHand, with: inTable ?? [],
      records: answers.mapValues { $0.compactMap(\.character) })
    // What people set in a record that is not compared is no label without one.
    let isByHand = Set(byHand.map(\.key))
    let compared = labels.filter {
      answers[$0.subject.movie] != nil || !isByHand.contains($0.key)
    }
    reach.byHand = Set(compared.filter { isByHand.contains($0.key) }.map(\.subject))
    return FieldOutcome(
      evaluation: FieldEvaluation(compared, of: fields, of: owner, records: answers), reach: reach)
  }

  private static func recorded(_ record: StoredRecord, of owner: FieldOwner) -> [RecordedFields] {
    switch owner {
    case .movie: [RecordedFields(answers: record.movieFields)]
    case .character:
      record.characters.map(\.byModel).map {
        RecordedFields(character: $0.name, answers: $0.fields)
      }
    }
  }

  /// What people set by hand in these fields.
  private func handLabels(
    of fields: [RecipeField], _ database: TropesDatabase
  ) throws -> [FieldLabel] {
    let names = Set(fields.map(\.name))
    return try database.handLabelled().flatMap { labelled in
      let character = labelled.character
      return character.byHand.filter { names.contains($0.field) }.compactMap { hand in
        character[field: hand.field].map {
          FieldLabel(
            LabelledSubject(movie: labelled.movie, character: character.name), field: hand.field,
            accepted: [$0])
        }
      }
    }
  }

  /// Labels by hand, and those of a table that are about something else. Whom people labelled by hand in one field has that name
  /// in all, however the table spells it.
  private static func joined(
    _ byHand: [FieldLabel], with table: [FieldLabel], records: [MovieID: [String]]
  ) -> [FieldLabel] {
    func names(_ labels: [FieldLabel]) -> [MovieID: [String]] {
      Dictionary(grouping: labels, by: \.subject.movie)
        .mapValues { Array(Set($0.compactMap(\.subject.character))) }
    }
    let same = labelledByHand(names(table), hands: names(byHand), records: records)
    let keys = Set(byHand.map(\.key))
    var places: [FieldLabelKey: Int] = [:]
    var labels = byHand
    for var label in table {
      if let name = label.subject.character {
        label.subject.character = same[label.subject.movie]?[name] ?? name
      }
      if keys.contains(label.key) { continue }
      if let place = places[label.key] {
        let known = labels[place].accepted
        labels[place].accepted += label.accepted.filter { !known.contains($0) }
      } else {
        places[label.key] = labels.count
        labels.append(label)
      }
    }
    return labels
  }
}

/// What a label is about: whom, and in which field.
private struct FieldLabelKey: Hashable {
  var subject: LabelledSubject
  var field: String
}

extension FieldLabel {
  fileprivate var key: FieldLabelKey { FieldLabelKey(subject: subject, field: field) }
}
