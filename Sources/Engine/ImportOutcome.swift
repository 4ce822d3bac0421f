/// What was taken over of a database of the first system, or would be.
package struct ImportOutcome: Sendable {
  /// Movies of a kind that are left, with the first of them.
  package struct Group: Sendable, Equatable {
    package var words: String
    package var movies: Int
    /// As `31186339` or `31186339: 'X'`.
    package var examples: [String]
  }

  /// Movies in the database.
  package var movies = 0
  /// Replies that are new to the ledger.
  package var taken = 0
  /// Movies whose question has a reply in the ledger.
  package var keptAlready = 0
  /// Characters of movies taken over that stood there once more with the same answer, as where a batch was retrieved
  /// twice.
  package var doubledCharacters = 0
  /// The movies that are left, by the reason.
  package private(set) var left: [Group] = []

  /// How many movies of a group are named.
  private static let mostExamples = 3

  init() {}

  mutating func leave(_ movie: String, _ reason: TakeOver.Reason) {
    let example = movie + (reason.detail.map { ": \($0)" } ?? "")
    if let index = left.firstIndex(where: { $0.words == reason.group }) {
      left[index].movies += 1
      if left[index].examples.count < Self.mostExamples { left[index].examples.append(example) }
    } else {
      left.append(Group(words: reason.group, movies: 1, examples: [example]))
    }
  }
}
