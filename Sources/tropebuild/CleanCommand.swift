import Display
import Tropefile
import ArgumentParser
import Engine
import Foundation
import ProjectFiles
import Store
import TropeModel

/// Resets a project.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove build/; keep the ledger, so that building again is free.",
    discussion: """
      Examples:
        tropebuild clean             remove what can be had again for nothing
        tropebuild clean 31186339    remove the record of one movie
        tropebuild clean --orphans   remove records of movies whose plot is gone
        tropebuild clean --purge     remove the ledger too: what was paid for is gone
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Say what would be removed; remove nothing.")
  var dryRun = false

  @Flag(help: "Remove only the records of movies whose plot is gone.")
  var orphans = false

  @Flag(help: "Remove the ledger too, with every reply that was paid for.")
  var purge = false

  @Flag(help: "With --purge: give up batches that are under way.")
  var force = false

  @Argument(
    help: ArgumentHelp("Remove only the records of these movies.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieID] = []

  func validate() throws {
    if purge, orphans || !movies.isEmpty {
      throw ValidationError("--purge removes everything; leave out --orphans and the movies")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      if orphans || !movies.isEmpty { return try await removeRecords(bench) }
      return try reset(bench)
    }
  }

  private func removeRecords(_ bench: Workbench) async throws -> ExitStatus {
    guard NewFile.exists(bench.project.paths.database) else {
      Console.print("nothing to remove: no '\(bench.project.paths.database)'")
      return .upToDate
    }
    let lock = dryRun ? nil : try bench.lock()
    defer { lock?.release() }
    var wanted = movies
    if orphans {
      let survey = try Surveyor(
        project: bench.project, options: BuildOptions(), isSandbox: bench.isSandbox
      ).orphans(database: try bench.openRecords())
      wanted += survey
    }
    let recorded = Set(try bench.openRecords()?.recordedMovies() ?? [])
    let none = movies.filter { !recorded.contains($0) }
    if !none.isEmpty {
      Console.say("no record of \(none.map(\.description).joined(separator: ", "))")
    }
    wanted = Set(wanted).sorted()
    let count = wanted.count { recorded.contains($0) }
    let words = count == 1 ? "1 record" : "\(Format.grouped(count)) records"
    if dryRun {
      Console.print("would remove \(words)")
      return .upToDate
    }
    let database = try TropesDatabase.open(path: bench.project.paths.database)
    try database.remove(wanted)
    try database.close()
    try StatusDirectory(bench.project.paths.status).remove(wanted)
    Console.print(
      "removed \(words)" + (count > 0 ? "; what was paid for is kept in the ledger" : ""))
    return .upToDate
  }

  private func reset(_ bench: Workbench) throws -> ExitStatus {
    let paths = bench.project.paths
    let ledger = try Ledger.openForReading(path: paths.ledger)
    let totals = try ledger?.totals()
    let open =
      try ledger?.unfinishedBatches().filter { $0.state == .submitted || $0.state == .creating }
      ?? []
    if purge, !open.isEmpty, !force {
      throw BuildError.other(
        "\(Self.underWay(open.count)) and will be charged: let 'tropebuild' collect "
          + "\(open.count == 1 ? "it" : "them") first, or give up with --purge --force")
    }
    let exists = NewFile.exists(paths.build) || NewFile.exists(paths.database)
    let lock = dryRun || !NewFile.exists(paths.build) ? nil : try bench.lock()
    defer { lock?.release() }
    let cleaner = Cleaner(
      BuildPaths(
        buildDirectory: paths.build, database: paths.database, batchDirectory: paths.batches))
    var lines: [String] = []
    let exports = ExportTargets(project: bench.project, includesSandbox: bench.isSandbox)
      .unchanged()
    if !exports.isEmpty {
      if !dryRun { for path in exports { unlink(path) } }
      lines.append(
        "\(dryRun ? "would remove" : "removed") exports: \(exports.joined(separator: ", "))")
    }
    if exists {
      var report = try cleaner.clean(
        onlyLooking: dryRun, keepingSandbox: !purge && open.contains { $0.isSandbox })
      // The ledger, where it lies in the build directory, is spoken of below.
      report.kept.removeAll { kept in
        exports.contains(Project.resolve(kept.path, in: "."))
          || ["", "-wal", "-shm"].contains {
            Project.resolve(kept.path, in: ".") == paths.ledger + $0
          }
      }
      lines +=
        CleanText(report: report, isPreview: dryRun, build: bench.project.settings.build.directory)
        .lines
    } else {
      lines.append("nothing to remove: there is no '\(bench.project.settings.build.directory)'")
    }
    lines.append(contentsOf: try ledgerLines(bench, totals, open.count))
    Console.print(lines.joined(separator: "\n"))
    return .upToDate
  }

  private static func underWay(_ batches: Int) -> String {
    batches == 1 ? "1 batch is under way" : "\(batches) batches are under way"
  }

  private func ledgerLines(
    _ bench: Workbench, _ totals: LedgerTotals?, _ open: Int
  ) throws -> [String] {
    guard let totals else { return [] }
    let name = bench.project.settings.ledger
    let replies = totals.paid.replies + totals.sandbox.replies
    let worth =
      "\(Format.grouped(replies)) replies that cost \(Format.dollars(totals.paid.costDollars))"
    if purge {
      if !dryRun {
        for ending in ["", "-wal", "-shm", "-reserve"] {
          unlink(bench.project.paths.ledger + ending)
        }
      }
      return ["\(dryRun ? "would remove" : "removed") \(name): \(worth)"]
    }
    var line = "kept \(name): \(worth)"
    if open > 0 { line += "; \(Self.underWay(open)) and will be collected" }
    return [line]
  }
}

/// What `clean` says of a build directory.
struct CleanText {
  let report: CleanReport
  let isPreview: Bool
  let build: String

  var lines: [String] {
    let verb = isPreview ? "would remove" : "removed"
    var lines: [String] = []
    // The lock that this command itself took is not worth a word.
    var removed = report.removed
    removed[.lock] = nil
    if removed.isEmpty, report.removedDirectories.isEmpty {
      lines.append("nothing to remove in '\(build)'")
    } else {
      let parts = CleanReport.Kind.allCases.compactMap { kind in
        removed[kind].map { "\(kind.rawValue): \($0.files)" }
      }
      lines.append(
        parts.isEmpty
          ? "\(verb) empty directories of '\(build)'"
          : "\(verb) from '\(build)': \(parts.joined(separator: ", "))")
    }
    for kept in report.kept.prefix(10) { lines.append("kept \(kept.path): \(kept.why.rawValue)") }
    if report.kept.count > 10 { lines.append("… and \(report.kept.count - 10) more") }
    return lines
  }
}
