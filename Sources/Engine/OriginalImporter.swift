import Formats
import Inputs
import Planner
import Recipe
package import Store
import Tropefile
package import TropeModel

/// Takes the records of the first system's database into the ledger, as replies to the questions that the project asks
/// today: the next build makes records of them at no cost.
package struct OriginalImporter: Sendable {
  private let project: Project
  private let model: String
  private let time: TimeSource

  /// The model that the first system asked; it knew no other.
  package static let model = "gpt-4o-mini"

  /// Replies that are written at a time.
  private static let share = 1_024

  /// - Parameter model: what answered there.
  /// - Throws: `BuildError` where the project asks another model, whose answers these are not.
  package init(project: Project, model: String, time: TimeSource) throws {
    let asked = project.settings.recipe.model
    // `gpt-4o-mini-2024-07-18` is a snapshot of `gpt-4o-mini`.
    guard
      model == asked || ModelFacts.isSnapshot(model, of: asked)
        || ModelFacts.isSnapshot(asked, of: model)
    else {
      throw BuildError.importOfOtherModel(asked: asked, answered: model)
    }
    self.project = project
    self.model = model
    self.time = time
  }

  /// Looks what can be taken over, and takes it where `ledger` is given.
  ///
  /// - Parameters:
  ///   - known: the ledger as it is, for what is kept already; `nil` where there is none yet.
  ///   - ledger: open for writing, the project's lock held; `nil` to look only.
  /// - Throws: `BuildError` for a database of another kind than the recipe.
  package func run(
    _ original: OriginalDatabase, known: Ledger?, into ledger: Ledger?
  ) throws -> ImportOutcome {
    try checkKind(of: original)
    let inputs = try QuestionSource(project)
    let takeOver = TakeOver(recipe: project.recipe, kind: original.kind)
    var outcome = ImportOutcome()
    var waiting: [PaidReply] = []
    var seen: Set<Digest> = []
    func keep() throws {
      let kept =
        try known?.keptReplies(for: waiting.map { $0.answers[0].question }, acceptingSandbox: false)
        ?? [:]
      let new = waiting.filter { kept[$0.answers[0].question] == nil }
      try ledger?.keep(new)
      outcome.taken += new.count
      outcome.keptAlready += waiting.count - new.count
      waiting = []
    }
    try original.forEachMovie { movie in
      outcome.movies += 1
      let asked: QuestionSource.Asked
      switch inputs.question(of: movie) {
      case .failure(let failure): return outcome.leave(movie.id, failure.reason)
      case .success(let found): asked = found
      }
      switch takeOver.decide(movie, question: asked.question, castStatus: asked.castStatus) {
      case .left(let reason): outcome.leave(movie.id, reason)
      case .taken(let content, let doubled):
        outcome.doubledCharacters += doubled
        // Two ids of one plot share a question, and its answer.
        guard seen.insert(asked.question.hash).inserted else { return outcome.keptAlready += 1 }
        waiting.append(reply(movie, content, asked.question))
        if waiting.count == Self.share { try keep() }
      }
    }
    try keep()
    return outcome
  }

  private func checkKind(of original: OriginalDatabase) throws(BuildError) {
    let fields = project.recipe.fields
    switch (original.kind, fields.kind) {
    case (.tropes, .tropes) where !fields.asksOfMovies: return
    case (.deaths, .deaths) where !fields.asksOfMovies: return
    case (.tropes, _):
      throw .importOfOtherKind(.tropes)
    case (.deaths, _):
      throw .importOfOtherKind(.deaths)
    }
  }

  private func reply(_ movie: OriginalMovie, _ content: String, _ question: Question) -> PaidReply {
    PaidReply(
      receivedAt: movie.updatedAt ?? time.now(), lane: movie.lane,
      customID: Ledger.importedPrefix + movie.id, model: model,
      requestedModel: project.settings.recipe.model, finishReason: "stop", content: content,
      body: Array(JSON.object(["imported": true, "movie": .string(movie.id)]).line.utf8),
      usage: .zero,
      costDollars: 0, isSandbox: false,
      answers: [PaidAnswer(question: question.hash, verdict: .valid)])
  }
}

/// Renders the questions of movies from the inputs as they are now.
private struct QuestionSource {
  struct Asked {
    var question: Question
    var castStatus: CastStatus
  }

  /// Why a movie has no question.
  struct NoQuestion: Error {
    var reason: TakeOver.Reason
  }

  private let listing: InputListing
  private let reader: InputReader
  private let recipe: Recipe

  init(_ project: Project) throws {
    let directory = project.inputs
    listing = try directory.list()
    reader = try directory.reader()
    recipe = project.recipe
  }

  func question(of movie: OriginalMovie) -> Result<Asked, NoQuestion> {
    // What was not completed there needs no look at its inputs.
    guard movie.status == OriginalMovie.completed else {
      return .failure(NoQuestion(reason: .notCompleted(movie.status)))
    }
    guard let id = MovieID(movie.id) else {
      return .failure(NoQuestion(reason: .badID(movie.id)))
    }
    guard let entry = listing.entry(of: id), entry.plot != nil else {
      return .failure(NoQuestion(reason: .noInput))
    }
    do throws(InputFault) {
      let fingerprint = try reader.fingerprint(entry, scanStart: listing.startedAtNanoseconds)
      return .success(
        Asked(
          question: recipe.question(
            movie: id, plot: fingerprint.plotText.utf8, cast: fingerprint.castNames),
          castStatus: fingerprint.castStatus))
    } catch {
      return .failure(NoQuestion(reason: .badInput(error)))
    }
  }
}
