package import TropeModel

/// A movie whose files have been read and whose question has been rendered.
package struct Examined: Hashable, Sendable {
  package var movie: MovieID
  /// The plot file as it was read.
  package var plot: InputState
  /// `nil` where there is no cast file.
  package var cast: InputState?
  /// The hash of the question as it would be asked now.
  package var question: Digest

  package init(movie: MovieID, plot: InputState, cast: InputState?, question: Digest) {
    self.movie = movie
    self.plot = plot
    self.cast = cast
    self.question = question
  }

  /// The row of the build log that a record made from this gets.
  package func logEntry(recipe: RecipeHashes) -> BuildLogEntry {
    BuildLogEntry(
      movie: movie, plot: plot, cast: cast, recipe: recipe.combined, question: question)
  }
}

/// A record that stands, and what the build log is to say of it.
package enum Standing: Hashable, Sendable {
  /// What it says already: nothing is to be written.
  case upToDate
  /// This row, so that the next run need not read the files again.
  case refresh(BuildLogEntry)
}

/// What is to be done with an examined target.
package enum Decision: Hashable, Sendable {
  /// Nothing is to be built.
  case stands(Standing)
  /// It has to be built (from a kept reply, where there is one). The reasons are in the order of `StaleReason`.
  case stale([StaleReason])
}

extension Staleness {
  /// The second cut-off, the content alone: where the bytes and the recipe are those that the record was made from, so
  /// is the question, and it need not be rendered.
  ///
  /// - Parameters:
  ///   - log: the target's row of the build log; `nil` where it has no record.
  ///   - recipe: the recipe as it is now.
  /// - Returns: `nil` where the question has to be looked at, for `decide`.
  package static func decideByContent(
    movie: MovieID, plot: InputState, cast: InputState?, log: BuildLogEntry?, recipe: RecipeHashes,
    request: StalenessRequest
  ) -> Standing? {
    guard let log, request.accepts(log.recipe, for: recipe.combined), log.plot.hash == plot.hash,
      log.cast?.hash == cast?.hash, !request.isForced(movie), !request.outdated.contains(movie)
    else { return nil }
    return standing(
      BuildLogEntry(
        movie: movie, plot: plot, cast: cast, recipe: log.recipe, question: log.question), log)
  }

  /// The record stands: its row is written where it says something new.
  private static func standing(_ row: BuildLogEntry, _ log: BuildLogEntry) -> Standing {
    row == log ? .upToDate : .refresh(row)
  }

  /// The second and third cut-off: the content and the question. That the question is the same settles it, whatever
  /// has changed on the way there; the content's hashes then tell why it is another one.
  ///
  /// - Parameters:
  ///   - log: the target's row of the build log; `nil` where it has no record.
  ///   - loggedRecipe: the parts of the recipe with the hash `log.recipe`; `nil` where they are not known any more.
  ///     Then a changed recipe is reported as `promptChanged`, the part that people change most.
  ///   - recipe: the recipe as it is now.
  package static func decide(
    _ examined: Examined, log: BuildLogEntry?, loggedRecipe: RecipeHashes?, recipe: RecipeHashes,
    request: StalenessRequest = StalenessRequest()
  ) -> Decision {
    let isForced = request.isForced(examined.movie)
    guard let log else { return .stale(isForced ? [.noRecord, .askedFor] : [.noRecord]) }
    let isOutdated = request.outdated.contains(examined.movie)
    if !isForced, request.adopt || log.question == examined.question, !isOutdated {
      return .stands(standing(examined.logEntry(recipe: recipe), log))
    }
    var reasons: Set<StaleReason> = isForced ? [.askedFor] : []
    if isOutdated { reasons.insert(.onlySandbox) }
    if log.question != examined.question {
      reasons.formUnion(inputReasons(examined, log))
      reasons.formUnion(recipeReasons(log.recipe, loggedRecipe, recipe))
      // The same inputs and recipe by their hashes and yet another question: its form has changed, which the
      // prompt's hash should have told.
      if reasons.isEmpty { reasons.insert(.promptChanged) }
    }
    return .stale(StaleReason.allCases.filter(reasons.contains))
  }

  private static func inputReasons(_ examined: Examined, _ log: BuildLogEntry) -> Set<StaleReason> {
    var reasons: Set<StaleReason> = []
    if log.plot.hash != examined.plot.hash { reasons.insert(.plotChanged) }
    switch (log.cast, examined.cast) {
    case (nil, nil): break
    case (nil, _?): reasons.insert(.castAppeared)
    case (_?, nil): reasons.insert(.castRemoved)
    case (let before?, let now?): if before.hash != now.hash { reasons.insert(.castChanged) }
    }
    return reasons
  }

  private static func recipeReasons(
    _ loggedHash: Digest, _ logged: RecipeHashes?, _ recipe: RecipeHashes
  ) -> Set<StaleReason> {
    guard loggedHash != recipe.combined else { return [] }
    guard let logged else { return [.promptChanged] }
    return Set(changes(from: logged, to: recipe))
  }

  /// What differs between two recipes, in the order of `StaleReason`.
  package static func changes(from logged: RecipeHashes, to recipe: RecipeHashes) -> [StaleReason] {
    var reasons: [StaleReason] = []
    if logged.fields != recipe.fields { reasons.append(.fieldsChanged) }
    if logged.prompt != recipe.prompt { reasons.append(.promptChanged) }
    if logged.catalog != recipe.catalog { reasons.append(.catalogChanged) }
    if logged.model != recipe.model {
      let isSame = logged.modelName != nil && logged.modelName == recipe.modelName
      reasons.append(isSame ? .parametersChanged : .modelChanged)
    }
    return reasons
  }
}
