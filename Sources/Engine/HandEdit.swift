import Basics
import Inputs
import ProjectFiles
package import Recipe
import Store
import Tropefile
package import TropeModel

/// Sets labels by hand, one character at a time: edits the file, and the record where there is one.
package struct HandEdit: Sendable {
  /// What is to be done with a character.
  package enum Change: Sendable {
    /// Each value as people write it, by its field; the note stays where it is `nil`.
    case set([(field: String, text: String)], note: String?)
    /// These fields are the model's again; `nil` for all.
    case remove([String]?)
  }

  /// Why a record does not have the label yet.
  package enum Wait: Sendable, Equatable {
    /// The movie has no record.
    case noRecord
    /// A build is under way.
    case building
    /// The trope is new in the catalog.
    case newTrope
  }

  /// What was done.
  package struct Outcome: Sendable {
    package var movie: MovieID
    /// The name as the record or the cast has it.
    package var character: String
    /// The character before and now, as the record has it; `nil` where there is no record, or nobody of that name in it.
    package var before: LabelledCharacter?
    package var now: LabelledCharacter?
    /// Whether the file has changed.
    package var hasChanged: Bool
    package var wait: Wait?
  }

  private let project: Project
  private let command: String

  /// - Parameter command: what the program was called as, for those who wait for its lock.
  package init(_ project: Project, command: String) {
    self.project = project
    self.command = command
  }

  /// Does it.
  ///
  /// - Throws: `HandError`, and what stands in the way of reading and writing.
  package func run(
    _ change: Change, movie: MovieID, character: String
  ) throws -> Outcome {
    try Directories.make(project.paths.build)
    let fileLock = try project.lockOverrides(for: command)
    defer { fileLock.release() }
    var file = try Hands.file(of: project) ?? OverrideFile(fields: project.recipe.fields)
    let reading = try TropesDatabase.openForReading(path: project.paths.database)
    let record = try reading?.storedRecord(of: movie)
    try reading?.close()
    var outcome = Outcome(movie: movie, character: character, hasChanged: false)
    let old = file
    switch change {
    case .set(let values, let note):
      guard project.recipe.fields.asksOfCharacters else { throw HandError.asksOfNobody }
      outcome.character = try self.name(character, of: movie, record)
      var cells = try values.map { field, text in (column(field), try cell(text, field)) }
      if let note { cells.append((OverrideFile.noteColumn, note)) }
      file.set(cells, movie: movie, character: outcome.character)
    case .remove(let fields):
      let all = project.recipe.fields.fields.map(\.name)
      for field in fields ?? [] where !all.contains(field) {
        throw HandError.problem(.unknownField(field, fields: all))
      }
      outcome.character = (try? self.name(character, of: movie, record)) ?? character
      let isThere = file.remove(
        fields.map { $0.map(column) }, of: all.map(column), movie: movie,
        character: outcome.character)
      guard isThere else { throw HandError.notLabelled(character, movie) }
    }
    outcome.before = record?.characters.first { $0.name == outcome.character }
    if file != old {
      outcome.hasChanged = true
      try Directories.make(Directories.parent(of: project.paths.overrides))
      try OutputFile.write(file.csv, to: project.paths.overrides)
    }
    try apply(&outcome, hasRecord: record != nil)
    return outcome
  }

  // MARK: The record

  private func apply(_ outcome: inout Outcome, hasRecord: Bool) throws {
    guard hasRecord else { return outcome.wait = .noRecord }
    let lock: BuildLock
    do {
      lock = try project.lock(for: command)
    } catch LockError.held {
      return outcome.wait = .building
    }
    defer { lock.release() }
    let database = try TropesDatabase.open(path: project.paths.database)
    let report = try Hands(project).apply(to: database)
    outcome.now = try database.storedRecord(of: outcome.movie)?.characters.first {
      $0.name == outcome.character
    }
    try database.close()
    if report?.waiting ?? 0 > 0, outcome.now == outcome.before, outcome.hasChanged {
      outcome.wait = .newTrope
    }
  }

  // MARK: Names and values

  /// The name by which a movie has a character.
  private func name(
    _ character: String, of movie: MovieID, _ record: StoredRecord?
  ) throws -> String {
    let names = try record?.characters.map(\.name) ?? castNames(of: movie)
    let places = NameJoin(names).places(of: character)
    guard let place = places.first else {
      throw HandError.noCharacter(character, movie, names: names)
    }
    guard places.count == 1 else { throw HandError.severalCharacters(character, movie) }
    return names[place]
  }

  /// Whom the cast of a movie without a record names.
  private func castNames(of movie: MovieID) throws -> [String] {
    let inputs = InputDirectory(path: project.paths.input)
    guard NewFile.exists(inputs.path(of: .plot, movie)) else {
      throw BuildError.unknownMovies([movie], directory: project.settings.input.directory)
    }
    let path = inputs.path(of: .cast, movie)
    guard NewFile.exists(path) else { throw HandError.noNames(movie) }
    let names = try CastTable.names(in: try inputs.readCast(movie).bytes, path: path)
    if names.isEmpty { throw HandError.noNames(movie) }
    return names
  }

  private func column(_ field: String) -> String { OverrideFile.column(of: field) }

  private func cell(_ text: String, _ field: String) throws(HandError) -> String {
    let fields = project.recipe.fields.fields
    guard let known = fields.first(where: { $0.name == field }) else {
      throw .problem(.unknownField(field, fields: fields.map(\.name)))
    }
    do {
      return Recipe.cell(of: try project.recipe.handAnswer(text, to: known))
    } catch {
      throw .problem(error)
    }
  }
}

/// Why a character cannot be labelled by hand.
package enum HandError: Error, Sendable, Hashable {
  case problem(OverrideProblem)
  /// The recipe asks about movies alone.
  case asksOfNobody
  /// The movie has nobody of that name; whom it has.
  case noCharacter(String, MovieID, names: [String])
  case severalCharacters(String, MovieID)
  /// Neither a record nor a cast tells whom the movie has.
  case noNames(MovieID)
  /// The file says nothing of the character.
  case notLabelled(String, MovieID)
}
