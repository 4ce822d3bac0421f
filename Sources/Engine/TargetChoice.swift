package import Inputs
import Store
import TropeModel

/// Which movies a command is about, where they are not named: those that are of a kind.
package struct TargetChoice: Sendable, Equatable {
  /// `--failed`: those that a build could not make a record of and does not ask about again by itself.
  package var failed = false

  package init() {}

  /// Whether anything chooses.
  package var isThere: Bool { self != TargetChoice() }
}

/// Finds out which movies a choice means. Changes nothing.
package struct TargetChooser: Sendable {
  private let project: Project
  private let isSandbox: Bool
  /// What a split would make before; `nil` where there is none to do.
  private let split: PlannedFiles?

  package init(project: Project, isSandbox: Bool, split: PlannedFiles?) {
    self.project = project
    self.isSandbox = isSandbox
    self.split = split
  }

  /// The options with the movies that they mean; as they are where nothing chooses.
  package func choose(_ options: BuildOptions) async throws -> BuildOptions {
    guard options.choice.isThere else { return options }
    var chosen = options
    if options.choice.failed {
      let failed = try await failedMovies(options)
      // As if they had been named: what failed for bad replies is asked again.
      (chosen.movies, chosen.chosen) = (failed, failed)
    }
    return chosen
  }

  /// Of the movies that the options name, or of all. Those that are not there stay, so that they are told.
  private func failedMovies(_ options: BuildOptions) async throws -> [MovieID] {
    var options = options
    // To explain is to look at what is named without taking it for a wish to ask again.
    options.explains = !options.movies.isEmpty
    let database = try TropesDatabase.openForReading(path: project.paths.database)
    var surveyor = Surveyor(project: project, options: options, isSandbox: isSandbox)
    surveyor.split = split
    let survey = try await surveyor.survey(
      database: database, ledger: try Ledger.openForReading(path: project.paths.ledger))
    let noted = Set(try database?.failures().map(\.movie) ?? [])
    let stale =
      survey.reused.map(\.target.movie) + survey.inBatches.map(\.target.movie)
      + survey.toAsk.map(\.movie)
    return (survey.failed.map(\.movie) + stale.filter(noted.contains) + survey.unknownMovies)
      .sorted()
  }
}

extension Run {
  /// The same with the movies that its options choose.
  ///
  /// - Parameter split: what a split would make before; `nil` where there is none to do.
  func choosing(after split: PlannedFiles?) async throws -> Run {
    Run(
      project: project,
      options: try await TargetChooser(project: project, isSandbox: door.isSandbox, split: split)
        .choose(options),
      purpose: purpose, door: door)
  }
}
