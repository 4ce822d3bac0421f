import Inputs
import ProjectFiles
import Store
import Tropefile

extension Run {
  var splitStep: SplitStep { SplitStep(project) }
  var exportStep: ExportStep { ExportStep(project, includesSandbox: door.isSandbox) }

  /// The split as a step of the build: under the lock, and not at all where what it makes could not be asked about.
  func split() throws {
    let step = splitStep
    guard try step.isNeeded() else { return }
    if purpose.needsKey, !project.settings.api.sandbox, !options.adopt {
      do {
        try checkAccountsBeforeSplit()
      } catch {
        // Without a key nothing is done that a key would have to follow.
        if try step.run(changingNothing: true)?.report.hasChanges == true { throw error }
      }
    }
    let lock = try lock()
    defer { lock.release() }
    if let outcome = try step.run(changingNothing: false) { door.report(.split(outcome)) }
  }

  /// Labels by hand and titles, where nothing else is to be done.
  func relabel(_ preview: Preview) throws {
    guard preview.titlesAreStale || preview.hands?.changes ?? 0 > 0 else { return }
    let lock = try lock()
    defer { lock.release() }
    let database = try TropesDatabase.open(path: project.paths.database)
    _ = try Hands(project).apply(to: database)
    writeTitles(to: database)
    try database.close()
  }

  /// The labels by hand, laid over the records once more where the file was changed while they were made. One that cannot be
  /// read any more is told, and leaves them as they are.
  func relabelled(_ database: TropesDatabase, after hands: Hands) throws -> Hands {
    guard hands.isOutdated else { return hands }
    let latest: Hands
    do throws(BuildError) {
      latest = try Hands(project)
    } catch {
      door.report(.notice("labels by hand are those of the beginning of the run: \(error)"))
      return hands
    }
    _ = try latest.apply(to: database)
    return latest
  }

  /// What has been built does not hang on titles: where they cannot be read, that is told.
  func writeTitles(to database: TropesDatabase) {
    do {
      try TitleStep(project).write(to: database)
    } catch {
      door.report(.notice("no titles in the database: \(error)"))
    }
  }

  /// The files of results, where nothing else is to be done.
  func writeStaleExports() throws -> ExportOutcome? {
    let step = exportStep
    guard step.isStale else { return nil }
    let lock = try lock()
    defer { lock.release() }
    return try step.run()
  }

  func lock() throws -> BuildLock { try project.lock(for: door.command) }

  /// What the databases look like from outside.
  func databaseLook() -> [DatabaseLook] {
    [project.paths.database, project.paths.ledger].map { DatabaseLook($0) }
  }

  /// What the purpose comes to with the batches that there are.
  func scope(_ ledger: Ledger?) throws -> BuildScope {
    switch purpose {
    case .build: return .everything
    case .realtime: return .realtime
    case .writeBatches: return .writeBatches
    case .submit(let numbers):
      let batches = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox).batches
      return .submit(batches.filter { !$0.state.isFinal && $0.state != .submitted }.map(\.number))
    case .retrieve(let numbers, fromFiles: true):
      let batches = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox).batches
      return .takeFiles(
        batches.filter { !numbers.isEmpty || $0.remoteID != nil }.map(\.number))
    case .retrieve(let numbers, fromFiles: false):
      let batches = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox).batches
      return .collect(
        batches.filter { $0.state == .submitted || $0.state == .creating }.map(\.number))
    }
  }
}
