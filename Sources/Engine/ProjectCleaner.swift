import Basics
package import ProjectFiles
package import Store
package import TropeModel

/// Takes away what was built, and with it, if asked, what was bought.
package struct ProjectCleaner: Sendable {
  private let project: Project
  private let command: String

  /// - Parameter command: what the program was called as, for those who wait for its lock.
  package init(_ project: Project, command: String) {
    self.project = project
    self.command = command
  }

  // MARK: All

  /// What is removed beside the build directory.
  package enum Extent: Sendable, Equatable {
    /// Nothing: what was paid for stays.
    case build
    /// The ledger too; `force`: also while batches are under way.
    case everything(force: Bool)

    fileprivate var removesLedger: Bool { self != .build }
  }

  /// What was removed, or would be.
  package struct Reset: Sendable {
    /// Of the build directory; `nil` where there is none.
    package var build: CleanReport?
    /// Files of results.
    package var exports: [String] = []
    /// What the ledger held; `nil` where there is none.
    package var ledger: LedgerTotals?
    /// Whether the ledger is removed.
    package var removesLedger: Bool
    /// Batches under way.
    package var openBatches: Int
  }

  /// Removes the build and, if asked, the ledger.
  ///
  /// - Throws: `BuildError.batchesUnderWay`, and what stood in the way of a removal.
  package func reset(_ extent: Extent, onlyLooking: Bool) throws -> Reset {
    let paths = project.paths
    let exists = NewFile.exists(paths.build) || NewFile.exists(paths.database)
    // Where nothing of the build is there, only the ledger needs to be guarded.
    let needsLock = NewFile.exists(paths.build) || extent.removesLedger
    let lock = onlyLooking || !needsLock ? nil : try project.lock(for: command)
    defer { lock?.release() }
    // Its file goes too, which nobody may be holding then.
    let overridesLock = lock == nil ? nil : try project.lockOverrides(for: command)
    defer { overridesLock?.release() }
    // Another project may share the ledger, and write into it now.
    let ledgerLock =
      onlyLooking || !extent.removesLedger ? nil : try project.lockLedger(for: command)
    defer { ledgerLock?.release() }
    let ledger = try Ledger.openForReading(path: paths.ledger)
    let open = try ledger?.unfinishedBatches().filter(\.isUnderWay) ?? []
    if extent == .everything(force: false), !open.isEmpty {
      throw BuildError.batchesUnderWay(open.count)
    }
    var reset = Reset(
      ledger: try ledger?.totals(), removesLedger: extent.removesLedger, openBatches: open.count)
    // Its connection would keep the files that are about to go.
    try ledger?.close()
    reset.exports = ExportTargets(project: project, includesSandbox: false).unchanged()
    if !onlyLooking { for path in reset.exports { try FileRemoval.remove(path) } }
    let keepsSandbox = extent == .build && open.contains(where: \.isSandbox)
    let keepsJobs = extent == .build && open.contains(where: \.mayBeJob)
    if exists || lock != nil {
      let report = try cleaner.clean(
        onlyLooking: onlyLooking, keepingSandbox: keepsSandbox, keepingJobs: keepsJobs)
      // The lock alone is not worth a word.
      if exists { reset.build = withoutOthers(report, exports: reset.exports) }
    }
    if extent.removesLedger, !onlyLooking { try removeLedger() }
    return reset
  }

  private var cleaner: Cleaner {
    Cleaner(
      BuildPaths(
        buildDirectory: project.paths.build, database: project.paths.database,
        batchDirectory: project.paths.batches))
  }

  private static let ledgerEndings =
    ["", Ledger.spoolEnding].flatMap { file in
      ["", "-wal", "-shm", "-journal"].map { file + $0 }
    } + ["-reserve"]

  /// The ledger, where it lies in the build directory, and the exports are spoken of by themselves.
  private func withoutOthers(_ report: CleanReport, exports: [String]) -> CleanReport {
    var report = report
    report.kept.removeAll { kept in
      let path = Project.resolve(kept.path, in: ".")
      return exports.contains(path)
        || (Self.ledgerEndings + ["-lock"]).contains { path == project.paths.ledger + $0 }
    }
    return report
  }

  /// The database goes first: without it what lies beside it means nothing.
  private func removeLedger() throws(FileError) {
    for ending in Self.ledgerEndings { try FileRemoval.remove(project.paths.ledger + ending) }
  }

  // MARK: Single records

  /// Which records are to go.
  package struct Wanted: Sendable {
    package var movies: [MovieID]
    /// Also those of movies whose plot is gone.
    package var orphans: Bool

    package init(movies: [MovieID], orphans: Bool) {
      self.movies = movies
      self.orphans = orphans
    }
  }

  /// Records that were removed, or would be.
  package struct RemovedRecords: Sendable, Equatable {
    package var count: Int
    /// Movies that were named and have none.
    package var without: [MovieID]
  }

  /// Removes records; what was paid for them stays.
  ///
  /// - Returns: `nil` where there is no database.
  package func remove(_ wanted: Wanted, onlyLooking: Bool) throws -> RemovedRecords? {
    let path = project.paths.database
    guard NewFile.exists(path) else { return nil }
    let lock = onlyLooking ? nil : try project.lock(for: command)
    defer { lock?.release() }
    let before = try TropesDatabase.openForReading(path: path)
    let recorded = Set(try before?.recordedMovies() ?? [])
    var movies = Set(wanted.movies)
    if wanted.orphans {
      movies.formUnion(
        try Surveyor(project: project, options: BuildOptions(), isSandbox: false)
          .orphans(database: before))
    }
    try before?.close()
    let removed = RemovedRecords(
      count: movies.intersection(recorded).count,
      without: wanted.movies.filter { !recorded.contains($0) })
    if onlyLooking { return removed }
    let database = try TropesDatabase.open(path: path)
    try database.remove(movies.sorted())
    try database.close()
    try StatusWriter(StatusDirectory(project.paths.status)).remove(movies)
    return removed
  }
}

extension LedgerBatch {
  /// Whether a command works on it, or may.
  fileprivate var mayBeJob: Bool {
    !isSandbox && remoteID?.hasPrefix(BatchJob.prefix) ?? true
  }

  /// Whether the server has it, or may have it.
  fileprivate var isUnderWay: Bool { state == .submitted || state == .creating }
}
