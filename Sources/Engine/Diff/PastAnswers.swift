import Basics
import Inputs
import Recipe
import Store
import TropeModel

/// Answers of replies that the ledger keeps, whether or not a record was made of them.
struct PastAnswers {
  /// What was answered, as the records that it would make; they tell when the reply came.
  typealias Answers = [MovieID: StoredRecord]

  let project: Project
  let ledger: Ledger
  let acceptsSandbox: Bool

  /// What a recipe that is known as a whole was answered. Its questions are rendered again, from the inputs as they are: only
  /// so can they be found.
  ///
  /// - Parameter movies: `nil` for all.
  func answers(
    to recipe: Recipe, movies: [MovieID]?, until: Timestamp? = nil
  ) async throws -> Answers {
    let targets = try await targets(of: recipe, movies: movies)
    var replies = KeptReplies(recipe: recipe, ledger: ledger, acceptsSandbox: acceptsSandbox)
    replies.until = until
    let kept = try replies.last(for: targets.map(\.question.hash))
    var found: Answers = [:]
    for target in targets {
      guard let last = kept[target.question.hash],
        let reused = try replies.serving(target, last: last)
      else { continue }
      found[target.movie] = Self.record(
        of: target.movie, reused.characters, reused.movieFields, castStatus: target.castStatus,
        question: target.question.hash, reused.reply)
    }
    return found
  }

  private func targets(of recipe: Recipe, movies: [MovieID]?) async throws -> [BuildTarget] {
    var options = BuildOptions()
    options.forgetsReplies = true
    options.chosen = movies
    let asked = Project(
      directory: project.directory, tropefile: project.tropefile, settings: project.settings,
      recipe: recipe)
    do {
      return try await Surveyor(project: asked, options: options, isSandbox: acceptsSandbox)
        .survey(database: nil, ledger: nil).toAsk
    } catch BuildError.nothingToBuild {
      // The inputs are gone: nothing can be found by them.
      return []
    }
  }

  /// What was answered of questions whose recipe is known by its hash alone.
  func answers(
    to asked: [AskedQuestion], movies: Set<MovieID>?, until: Timestamp? = nil
  ) throws -> Answers {
    let asked = asked.filter { movies?.contains($0.movie) ?? true }
    let kept = try ledger.keptReplies(
      for: Set(asked.map(\.question)), acceptingSandbox: acceptsSandbox, until: until)
    let inputs = project.inputs
    var found: Answers = [:]
    for asked in asked {
      guard let reply = kept[asked.question],
        found[asked.movie].map({ $0.builtAt < reply.receivedAt }) ?? true,
        let answer = project.recipe.pastAnswer(
          in: reply.content, key: reply.key, confidences: reply.confidences)
      else { continue }
      let hasCast = NamedThing.exists(inputs.path(of: .cast, asked.movie))
      found[asked.movie] = Self.record(
        of: asked.movie, answer.characters, answer.movie,
        castStatus: hasCast ? .complete : .noCastFile,
        question: asked.question, reply)
    }
    return found
  }

  private static func record(
    of movie: MovieID, _ characters: [LabelledCharacter], _ movieFields: [FieldAnswer],
    castStatus: CastStatus, question: Digest, _ reply: KeptReply
  ) -> StoredRecord {
    StoredRecord(
      movie: movie, characters: characters, movieFields: movieFields, castStatus: castStatus,
      lane: reply.lane, batchNumber: reply.batchNumber, remoteBatchID: reply.remoteBatchID,
      model: reply.model,
      question: question, usage: reply.ownUsage,
      costDollars: reply.costDollars / Double(reply.parts), tokenCount: 0,
      builtAt: reply.receivedAt)
  }
}
