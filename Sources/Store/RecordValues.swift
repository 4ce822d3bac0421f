package import TropeModel

/// What is recorded of a target when it has been built: its record and the log row to it.
package struct FinishedRecord: Hashable, Sendable {
  /// What it was built from.
  package var log: BuildLogEntry
  package var characters: [LabelledCharacter]
  /// What was answered of the movie itself, in the recipe's order.
  package var movieFields: [FieldAnswer]
  package var castStatus: CastStatus
  /// How this record came: `reuse` where a kept reply was used again.
  package var lane: Lane
  /// The batch that the reply came from, where it came from one.
  package var batchNumber: Int?
  package var remoteBatchID: String?
  /// The snapshot that answered, as the reply names it.
  package var model: String
  package var usage: TokenUsage
  package var costDollars: Double
  /// The tokens that were counted for its question.
  package var tokenCount: Int
  package var builtAt: Timestamp

  package init(
    log: BuildLogEntry, characters: [LabelledCharacter], movieFields: [FieldAnswer] = [],
    castStatus: CastStatus, lane: Lane, batchNumber: Int?, remoteBatchID: String?, model: String,
    usage: TokenUsage, costDollars: Double, tokenCount: Int, builtAt: Timestamp
  ) {
    self.log = log
    self.characters = characters
    self.movieFields = movieFields
    self.castStatus = castStatus
    self.lane = lane
    self.batchNumber = batchNumber
    self.remoteBatchID = remoteBatchID
    self.model = model
    self.usage = usage
    self.costDollars = costDollars
    self.tokenCount = tokenCount
    self.builtAt = builtAt
  }

  package var movie: MovieID { log.movie }
}

/// A record as tropes.db holds it.
package struct StoredRecord: Hashable, Sendable {
  package var movie: MovieID
  /// In the order of the reply.
  package var characters: [LabelledCharacter]
  /// What was answered of the movie itself, in the recipe's order.
  package var movieFields: [FieldAnswer]
  package var castStatus: CastStatus
  package var lane: Lane
  package var batchNumber: Int?
  package var remoteBatchID: String?
  package var model: String
  package var question: Digest
  package var usage: TokenUsage
  package var costDollars: Double
  package var tokenCount: Int
  package var builtAt: Timestamp

  package init(
    movie: MovieID, characters: [LabelledCharacter], movieFields: [FieldAnswer],
    castStatus: CastStatus, lane: Lane, batchNumber: Int?, remoteBatchID: String?, model: String,
    question: Digest, usage: TokenUsage,
    costDollars: Double, tokenCount: Int, builtAt: Timestamp
  ) {
    self.movie = movie
    self.characters = characters
    self.movieFields = movieFields
    self.castStatus = castStatus
    self.lane = lane
    self.batchNumber = batchNumber
    self.remoteBatchID = remoteBatchID
    self.model = model
    self.question = question
    self.usage = usage
    self.costDollars = costDollars
    self.tokenCount = tokenCount
    self.builtAt = builtAt
  }

  /// What was answered of the movie itself to the field of that name; `nil` where the record has no such field.
  package subscript(movieField name: String) -> FieldValue? {
    movieFields.first { $0.field == name }?.value
  }

  /// Whether the sandbox answered it.
  package var isSandbox: Bool { model == TropesDatabase.sandboxModel }
}

/// A row of the table `failures`: a failed target, with what the view `tropemovie` and people want to know beside.
package struct FailureRow: Hashable, Sendable {
  /// Its advice is not kept.
  package var target: FailedTarget
  /// `nil` where no question could be made of it.
  package var question: Digest?
  package var failedAt: Timestamp
  /// `nil` where the cast could not be read.
  package var castStatus: CastStatus?
  /// 0 where it was not counted.
  package var tokenCount: Int

  package init(
    _ target: FailedTarget, question: Digest?, failedAt: Timestamp,
    castStatus: CastStatus? = nil, tokenCount: Int = 0
  ) {
    self.target = target
    self.question = question
    self.failedAt = failedAt
    self.castStatus = castStatus
    self.tokenCount = tokenCount
  }
}

/// A target that a run has taken up; only for the view `tropemovie` and for people, nothing is decided by it.
package struct PendingTarget: Hashable, Sendable {
  package var movie: MovieID
  /// `queued`, `sent` or `submitted`.
  package var state: TargetState
  package var castStatus: CastStatus?
  package var batchNumber: Int?
  package var remoteBatchID: String?
  package var tokenCount: Int
  package var since: Timestamp

  package init(
    movie: MovieID, state: TargetState, castStatus: CastStatus?, batchNumber: Int? = nil,
    remoteBatchID: String? = nil, tokenCount: Int, since: Timestamp
  ) {
    self.movie = movie
    self.state = state
    self.castStatus = castStatus
    self.batchNumber = batchNumber
    self.remoteBatchID = remoteBatchID
    self.tokenCount = tokenCount
    self.since = since
  }
}

/// A trope as the catalog lists it.
package struct CatalogRow: Hashable, Sendable {
  /// As `CHOSEN_ONE`.
  package var id: String
  package var name: String
  package var description: String

  package init(id: String, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }
}

/// A field of the recipe as tropes.db lists it.
package struct FieldRow: Hashable, Sendable {
  /// As `profession`: also the name of its column in the view `labels`, and of its member in the JSON of
  /// `characters.fields`; that of a movie in `movie_labels` and `movie_answers.fields`. A field of the kind `trope` is in
  /// `characters.trope_id` instead.
  package var name: String
  package var kind: FieldKind
  /// Whether it may be without a value.
  package var isOptional: Bool
  package var description: String

  package init(
    name: String, kind: FieldKind, isOptional: Bool = false, description: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.isOptional = isOptional
    self.description = description
  }
}

/// All that a scan is compared with, read in one snapshot.
package struct BuildState: Sendable {
  /// In the order of the movies' ids.
  package var log: [BuildLogEntry]
  /// By `RecipeHashes.combined`.
  package var recipes: [Digest: RecipeHashes]

  /// Of a project in which nothing has been built.
  package static var empty: BuildState { BuildState(log: [], recipes: [:]) }
}
