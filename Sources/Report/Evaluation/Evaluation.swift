import Quality
package import TropeModel

/// How records agree with labelled characters.
package struct Evaluation: Sendable {
  /// Every labelled character, by movie and then in the order of the gold file.
  package let cases: [EvaluationCase]
  /// Lines of the gold file whose movie could not be told.
  package let unplaced: [GoldLine]

  /// Compares.
  ///
  /// - Parameters:
  ///   - gold: labelled characters whose movie is known.
  ///   - unplaced: lines whose movie is not.
  ///   - records: the characters of the records of the movies that `gold` names.
  package init(
    gold: [GoldCharacter], unplaced: [GoldLine] = [], records: [MovieID: [Answer]],
    mapping: LabelMapping
  ) {
    let byMovie = Dictionary(grouping: gold, by: \.movie)
    cases = byMovie.keys.sorted().flatMap { movie in
      Self.cases(byMovie[movie] ?? [], record: records[movie], mapping)
    }
    self.unplaced = unplaced
  }

  private static func cases(
    _ gold: [GoldCharacter], record: [Answer]?, _ mapping: LabelMapping
  ) -> [EvaluationCase] {
    let found = record.map { NameMatcher(names: $0.map(\.name)).find(gold.map(\.name)) }
    return gold.enumerated().map { place, character in
      var accepted: [String] = []
      for id in character.labels.flatMap(mapping.tropes(of:)) where !accepted.contains(id) {
        accepted.append(id)
      }
      var outcome = EvaluationCase.Outcome.noRecord
      if accepted.isEmpty {
        outcome = .unmapped
      } else if let record, let found {
        switch found[place] {
        case .nobody: outcome = .notFound
        case .ambiguous(let places): outcome = .ambiguous(places.map { record[$0].name })
        case .found(let index):
          let answer = record[index]
          outcome = accepted.contains(answer.tropeID) ? .agrees(answer) : .differs(answer)
        }
      }
      return EvaluationCase(character: character, accepted: accepted, outcome: outcome)
    }
  }

  /// Joins the lines of one character of a movie; the names must be spelled alike.
  package static func characters(_ lines: [(movie: MovieID, line: GoldLine)]) -> [GoldCharacter] {
    struct Key: Hashable {
      var movie: MovieID
      var name: String
    }
    var places: [Key: Int] = [:]
    var characters: [GoldCharacter] = []
    for (movie, line) in lines {
      let key = Key(movie: movie, name: line.name)
      if let place = places[key] {
        if !characters[place].labels.contains(line.label) {
          characters[place].labels.append(line.label)
        }
      } else {
        places[key] = characters.count
        characters.append(GoldCharacter(movie: movie, name: line.name, labels: [line.label]))
      }
    }
    return characters
  }

  // MARK: Sums

  /// Whether nothing is labelled.
  package var isEmpty: Bool { cases.isEmpty && unplaced.isEmpty }

  /// Those of which record and label could be compared.
  package var compared: [EvaluationCase] { cases.filter { $0.answer != nil } }

  /// How many of `compared` agree.
  package var agreed: Int { cases.count(where: \.isRight) }

  /// How many cases came to that end.
  package func count(_ isMeant: (EvaluationCase.Outcome) -> Bool) -> Int {
    cases.count { isMeant($0.outcome) }
  }

  /// The share of labelled characters that could be compared; `nil` without any.
  package var coverage: Double? {
    let all = cases.count + unplaced.count
    return all == 0 ? nil : Double(compared.count) / Double(all)
  }

  /// The share of the compared that agree, with its 95% interval; `nil` where nothing was compared.
  package var accuracy: Proportion? { Proportion(hits: agreed, of: compared.count) }
}

/// A share with the interval in which the true one lies with 95% confidence.
package struct Proportion: Hashable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double

  /// Wilson's score interval, which is right for few cases and for shares near 0 and 1 too (E. B. Wilson, Journal
  /// of the American Statistical Association 22, 1927). `nil` for none of none.
  package init?(hits: Int, of count: Int) {
    guard count > 0 else { return nil }
    value = Double(hits) / Double(count)
    (low, high) = ShareInterval.wilson(value, of: Double(count), quantile: Self.quantile)
  }

  /// For 95 in 100.
  private static let quantile = 1.959_963_985
}
