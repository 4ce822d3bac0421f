import ArgumentParser
import Display
import Engine
import ProjectFiles
import Store
import Tropefile
import TropeModel

/// Resets a project.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove build/ and keep the ledger, so that rebuilding is free.",
    discussion: """
      Examples:
        tropebuild clean             remove everything that can be rebuilt at no cost
        tropebuild clean 31186339    remove the record of one movie
        tropebuild clean --orphans   remove records of movies whose plot is gone
        tropebuild clean --purge     remove the ledger too: what was paid for is gone (asks first)
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Show what would be removed; remove nothing.")
  var dryRun = false

  @Flag(help: "Remove only the records of movies whose plot is gone.")
  var orphans = false

  @Flag(help: "Also remove the ledger, with every reply that was paid for.")
  var purge = false

  @Flag(help: "With --purge: give up batches under way.")
  var force = false

  @Flag(help: "With --purge: remove replies that cost money without asking.")
  var yes = false

  @Argument(
    help: ArgumentHelp("Remove only the records of these movies.", valueName: "movie"),
    completion: .movies)
  var movies: [MovieName] = []

  func validate() throws {
    if yes, !purge { throw ValidationError("--yes goes with --purge") }
    if purge, orphans || !movies.isEmpty {
      throw ValidationError("--purge removes everything; leave out --orphans and the movies")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, needsInput: orphans)
      let cleaner = ProjectCleaner(bench.project, command: bench.command)
      if orphans || !movies.isEmpty { return try removeRecords(bench, cleaner) }
      let extent: ProjectCleaner.Extent = purge ? .everything(force: force) : .build
      if purge, !dryRun, !yes { try confirm(try cleaner.reset(extent, onlyLooking: true), bench) }
      let reset = try cleaner.reset(extent, onlyLooking: dryRun)
      Console.print(
        ResetText(reset: reset, settings: bench.project.settings, isPreview: dryRun).lines
          .joined(separator: "\n"))
      return .upToDate
    }
  }

  /// Asks whether what cost money is to go, where somebody can answer; else refuses.
  private func confirm(_ reset: ProjectCleaner.Reset, _ bench: Workbench) throws {
    guard let paid = reset.ledger?.paid, paid.replies > 0 else { return }
    let ledger = bench.project.settings.ledger
    guard Console.canAsk else {
      throw BuildError.wouldPurge(
        ledger: ledger, replies: paid.replies, dollars: paid.costDollars)
    }
    Console.write(
      "'\(ledger)' holds \(Format.counted(paid.replies, "reply", "replies")) that cost "
        + "\(Format.dollars(paid.costDollars)), and nothing brings them back.\nRemove them? Type yes: "
    )
    guard readLine()?.lowercased() == "yes" else { throw BuildError.notPurged }
  }

  private func removeRecords(_ bench: Workbench, _ cleaner: ProjectCleaner) throws -> ExitStatus {
    let wanted = ProjectCleaner.Wanted(movies: try bench.movies(movies), orphans: orphans)
    guard let removed = try cleaner.remove(wanted, onlyLooking: dryRun) else {
      Console.print("nothing to remove: no '\(bench.project.paths.database)'")
      return .upToDate
    }
    if !removed.without.isEmpty {
      Console.say("no record of \(removed.without.map(\.description).joined(separator: ", "))")
    }
    let words = removed.count == 1 ? "1 record" : "\(Format.grouped(removed.count)) records"
    Console.print(
      dryRun
        ? "would remove \(words)"
        : "removed \(words)"
          + (removed.count > 0 ? "; what was paid for is kept in the ledger" : ""))
    return .upToDate
  }
}

/// What `clean` says.
struct ResetText {
  let reset: ProjectCleaner.Reset
  let settings: Settings
  let isPreview: Bool

  private var verb: String { isPreview ? "would remove" : "removed" }

  var lines: [String] {
    var lines: [String] = []
    if !reset.exports.isEmpty {
      lines.append("\(verb) exports: \(reset.exports.joined(separator: ", "))")
    }
    if let report = reset.build {
      lines +=
        CleanText(report: report, isPreview: isPreview, build: settings.build.directory).lines
    } else {
      lines.append("nothing to remove: there is no '\(settings.build.directory)'")
    }
    if let totals = reset.ledger { lines.append(words(totals)) }
    return lines
  }

  private func words(_ totals: LedgerTotals) -> String {
    let replies = totals.paid.replies + totals.sandbox.replies
    let worth =
      "\(Format.counted(replies, "reply", "replies")) that cost \(Format.dollars(totals.paid.costDollars))"
    if reset.removesLedger { return "\(verb) \(settings.ledger): \(worth)" }
    let open = reset.openBatches
    return "kept \(settings.ledger): \(worth)"
      + (open > 0 ? "; \(BuildError.underWay(open)) and will be collected" : "")
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
