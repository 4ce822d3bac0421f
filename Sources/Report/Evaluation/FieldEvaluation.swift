package import TropeModel

/// How what records say in fields of movies themselves, or of characters, tropes aside, agrees with what people say.
package struct FieldEvaluation: Sendable {
  /// What became of one label.
  package enum Outcome: Hashable, Sendable {
    /// The record says what the label says.
    case agrees(FieldValue)
    /// It says something else.
    case differs(FieldValue)
    /// The movie has no record.
    case noRecord
    /// The record has nobody of that name.
    case notFound
    /// The record's characters that could be meant, or the one that another labelled character claims too.
    case ambiguous([String])
    /// The record was made without that question.
    case notAsked
  }

  /// A label, and what became of it.
  package struct Case: Hashable, Sendable {
    package var label: FieldLabel
    package var outcome: Outcome
    /// The character's name as the record has it; `nil` for a movie itself, and where nobody was found.
    package var matched: String?

    /// The record's answer where there was one to compare.
    package var answer: FieldValue? {
      switch outcome {
      case .agrees(let answer), .differs(let answer): answer
      case .noRecord, .notFound, .ambiguous, .notAsked: nil
      }
    }

    /// What counts as the right answer: the answered one where it agrees, else the first that was labelled.
    var expected: FieldValue? {
      if case .agrees(let answer) = outcome { return answer }
      return label.accepted.first
    }
  }

  /// All labels of one field.
  package struct Field: Sendable {
    package let name: String
    package let kind: FieldKind
    /// By movie, and then in the order of the labels.
    package let cases: [Case]

    /// Those of which record and label could be compared.
    package var compared: [Case] { cases.filter { $0.answer != nil } }
    package var agreed: Int { count { if case .agrees = $0 { true } else { false } } }

    /// How many labels name somebody whom the record may have several times.
    package var ambiguous: Int { count { if case .ambiguous = $0 { true } else { false } } }

    /// How many labels came to that end.
    package func count(_ isMeant: (Outcome) -> Bool) -> Int { cases.count { isMeant($0.outcome) } }

    /// The share of labels that could be compared; `nil` without any.
    package var coverage: Double? {
      cases.isEmpty ? nil : Double(compared.count) / Double(cases.count)
    }

    /// The share of the compared that agree, with its 95% interval; `nil` where nothing was compared.
    package var accuracy: Proportion? { Proportion(hits: agreed, of: compared.count) }

    /// Whether its values are few enough to be counted one by one.
    package var hasScores: Bool { kind == .choice || kind == .boolean }

    private var sheet: ScoreSheet<FieldValue> {
      let pairs =
        hasScores
        ? compared.compactMap { given in
          given.answer.flatMap { answer in given.expected.map { ($0, answer) } }
        } : []
      return ScoreSheet(pairs, by: { $0.text ?? "" })
    }

    /// A score for every value that was right or answered, those with the most support first, then by name; none of texts and
    /// numbers.
    package var scores: [ValueScore<FieldValue>] { sheet.scores }
    /// Every pair that occurs, by the order of `scores`.
    package var confusion: [ConfusionCell<FieldValue>] { sheet.confusion }
    /// The mean of the F1 of all values with support; `nil` without any.
    package var macroF1: Double? { sheet.macroF1 }

    /// How far numbers are from the nearest one that was labelled, on average; `nil` where no two numbers were compared.
    package var meanDifference: Double? {
      let distances = compared.compactMap { given in
        given.answer?.number.flatMap { answer in
          given.label.accepted.compactMap(\.number).map { abs($0 - answer) }.min()
        }
      }
      return distances.isEmpty ? nil : distances.reduce(0, +) / Double(distances.count)
    }
  }

  package let owner: FieldOwner
  /// The fields that are labelled, in the recipe's order.
  package let fields: [Field]

  /// Compares.
  ///
  /// - Parameters:
  ///   - fields: the recipe's of that owner.
  ///   - records: what the records of labelled movies say: of the movie itself, or of each of its characters.
  package init(
    _ labels: [FieldLabel], of fields: [RecipeField], of owner: FieldOwner,
    records: [MovieID: [RecordedFields]]
  ) {
    let byMovie = Dictionary(grouping: labels, by: \.subject.movie)
    let cases = byMovie.keys.sorted().flatMap { movie in
      Self.cases(byMovie[movie] ?? [], records[movie])
    }
    let byField = Dictionary(grouping: cases, by: \.label.field)
    self.owner = owner
    self.fields = fields.compactMap { field in
      byField[field.name].map { Field(name: field.name, kind: field.type.kind, cases: $0) }
    }
  }

  /// The labels of one movie and its characters.
  private static func cases(_ labels: [FieldLabel], _ record: [RecordedFields]?) -> [Case] {
    guard let record else { return labels.map { Case(label: $0, outcome: .noRecord) } }
    // A character counts once, in however many fields it is labelled: else it would rival itself.
    let names = Array(Set(labels.compactMap(\.subject.character)))
    let found = NameMatcher(names: record.map { $0.character ?? "" }).find(names)
    let places = Dictionary(zip(names, found), uniquingKeysWith: { first, _ in first })
    return labels.map { label in
      guard let name = label.subject.character else {
        return Case(label: label, outcome: outcome(of: label, record.first))
      }
      switch places[name] ?? .nobody {
      case .nobody: return Case(label: label, outcome: .notFound)
      case .ambiguous(let places):
        return Case(label: label, outcome: .ambiguous(places.compactMap { record[$0].character }))
      case .found(let place):
        return Case(
          label: label, outcome: outcome(of: label, record[place]), matched: record[place].character
        )
      }
    }
  }

  private static func outcome(of label: FieldLabel, _ record: RecordedFields?) -> Outcome {
    guard let record else { return .noRecord }
    guard let answer = record.answers.first(where: { $0.field == label.field })?.value else {
      return .notAsked
    }
    return label.accepted.contains { $0.means(answer) } ? .agrees(answer) : .differs(answer)
  }

  /// How many movies, or characters, are labelled.
  package var subjects: Int { Set(fields.flatMap(\.cases).map(\.label.subject)).count }
}

extension FieldValue {
  /// The number that it is; `nil` for what is none.
  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .boolean, .text: nil
    }
  }

  /// Whether it says the same as an answer: of texts the same words, whatever their case, accents and punctuation.
  fileprivate func means(_ answer: FieldValue) -> Bool {
    if self == answer { return true }
    if case .text(let text) = self, case .text(let other) = answer {
      let words = PersonName.plainWords(of: text)
      return !words.isEmpty && words == PersonName.plainWords(of: other)
    }
    return number.map { $0 == answer.number } ?? false
  }
}
