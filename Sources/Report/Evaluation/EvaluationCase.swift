package import TropeModel

/// A labelled character of a movie, its labels joined where the gold file has several lines for it.
package struct GoldCharacter: Hashable, Sendable {
  package var movie: MovieID
  package var name: String
  /// In the order of the file, each once.
  package var labels: [String]

  package init(movie: MovieID, name: String, labels: [String]) {
    self.movie = movie
    self.name = name
    self.labels = labels
  }
}

/// A character of a record, for comparison.
package struct Answer: Hashable, Sendable {
  package var name: String
  package var tropeID: String
  /// How sure the model was; `nil` where its reply does not tell.
  package var confidence: Double?

  package init(name: String, tropeID: String, confidence: Double? = nil) {
    self.name = name
    self.tropeID = tropeID
    self.confidence = confidence
  }
}

/// What became of one labelled character.
package struct EvaluationCase: Hashable, Sendable {
  /// How far the comparison came.
  package enum Outcome: Hashable, Sendable {
    /// The record's trope is one that the label stands for.
    case agrees(Answer)
    /// It is another.
    case differs(Answer)
    /// The movie has no record.
    case noRecord
    /// The record has nobody of that name.
    case notFound
    /// The record's characters that could be meant, or the one that another labelled character claims too.
    case ambiguous([String])
    /// The mapping names no trope for any of the labels.
    case unmapped
  }

  package var character: GoldCharacter
  /// The ids of the tropes that the labels stand for, the closest first.
  package var accepted: [String]
  package var outcome: Outcome

  /// The record's answer where there was one to compare.
  package var answer: Answer? {
    switch outcome {
    case .agrees(let answer), .differs(let answer): answer
    case .noRecord, .notFound, .ambiguous, .unmapped: nil
    }
  }

  /// Whether the record's trope is one that the label stands for.
  package var isRight: Bool {
    if case .agrees = outcome { true } else { false }
  }

  /// The trope that counts as the right one: the answered one where it is accepted, else the closest.
  package var expected: String? {
    if case .agrees(let answer) = outcome { return answer.tropeID }
    return accepted.first
  }
}
