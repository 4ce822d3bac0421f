import Recipe
import Report
import Store
package import TropeModel

/// What one variant has answered about the sample: from kept replies alone.
package struct TrialAnswers: Sendable {
  /// The answer about one movie.
  package struct Movie: Sendable {
    package var characters: [LabelledCharacter]
    /// The ledger's number of the reply: movies with the same one shared a request.
    package var request: Int
    /// Output tokens of the reply, divided evenly among its movies.
    package var outputTokens: Double

    package init(characters: [LabelledCharacter], request: Int, outputTokens: Double) {
      self.characters = characters
      self.request = request
      self.outputTokens = outputTokens
    }
  }

  package var movies: [MovieID: Movie] = [:]
  /// Movies whose replies were no good as often as one may try: their characters count as wrong.
  package var failed: Set<MovieID> = []
  /// Movies that have not been asked, or not to the end.
  package var open: Set<MovieID> = []
  private let asksForTrope: Bool
  /// What tropes are called, by id.
  private let tropeNames: [String: String]

  /// Answers that a test makes up.
  package init(movies: [MovieID: Movie], failed: Set<MovieID> = [], asksForTrope: Bool = true) {
    self.movies = movies
    self.failed = failed
    self.asksForTrope = asksForTrope
    tropeNames = [:]
  }

  /// Reads them, each checked as a build would.
  ///
  /// - Parameter again: whether those are meant that a variant gave besides, being asked again.
  init(
    of variant: TrialVariant, _ sample: TrialSample, ledger: Ledger?, isSandbox: Bool,
    again: Bool = false
  ) async throws {
    let survey = try await Surveyor(
      project: variant.project, options: sample.options(again: again), isSandbox: isSandbox
    ).survey(database: nil, ledger: ledger)
    asksForTrope = variant.project.recipe.fields.asksForTrope
    tropeNames = Dictionary(
      variant.project.recipe.catalog?.tropes.map { ($0.id, $0.name) } ?? [],
      uniquingKeysWith: { first, _ in first })
    for reused in survey.reused {
      movies[reused.target.movie] = Movie(
        characters: reused.characters, request: Int(reused.reply.replyID),
        outputTokens: Double(reused.reply.usage.output)
          / Double(max(1, reused.reply.questionCount)))
    }
    for movie in survey.failed where movie.attempts > 0 { failed.insert(movie.movie) }
    open = Set(survey.toAsk.map(\.movie) + survey.inBatches.map(\.target.movie))
  }

  // MARK: Counting

  /// Requests that answered.
  var requests: Int { Set(movies.values.map(\.request)).count }

  /// Movies that have no answer yet. What no request can hold will never be answered.
  func open(by plan: TrialPlan) -> Int {
    open.subtracting(plan.preview.failed.map(\.movie)).count
  }

  // MARK: Comparing

  /// What a character was called: its trope, or what else was asked.
  package func label(_ character: LabelledCharacter) -> String {
    if asksForTrope { return character.tropeID ?? "" }
    return character.fields.map { "\($0.field)=\($0.value.text ?? "")" }.joined(separator: ";")
  }

  /// The same with its words for people.
  func named(_ character: LabelledCharacter) -> TrialMovie.Label {
    let label = label(character)
    let words =
      asksForTrope
      ? tropeNames[label] ?? label
      : character.fields.map { "\($0.field): \($0.value.text ?? "–")" }.joined(separator: ", ")
    return TrialMovie.Label(id: label, words: words.isEmpty ? "no label" : words)
  }

  /// Of a movie's characters in the reference, how many got the reference's label; `nil` where either has not answered.
  ///
  /// A character that the reference does not name counts as one more that is wrong: nobody asked for it.
  package func agreeing(_ movie: MovieID, with reference: TrialAnswers) -> (right: Int, of: Int)? {
    guard let other = reference.movies[movie] else { return nil }
    if failed.contains(movie) { return (0, other.characters.count) }
    guard let own = movies[movie] else { return nil }
    let labels = Dictionary(
      own.characters.map { ($0.name, label($0)) }, uniquingKeysWith: { first, _ in first })
    let names = Set(other.characters.map(\.name))
    let same = other.characters.count { labels[$0.name] == reference.label($0) }
    let extra = own.characters.count { !names.contains($0.name) }
    return (max(0, same - extra), other.characters.count)
  }

  /// The answers as an evaluation takes them.
  func answers() -> [MovieID: [Answer]] {
    movies.mapValues(\.characters.answers)
  }
}
