import ArgumentParser
import Basics
import Display
import Engine
import ProjectFiles
import Store
import Tropefile

/// Takes over what the original scripts have paid for.
struct ImportOriginalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-original",
    abstract: "Import records from a database of the original scripts, at no cost.",
    discussion: """
      For every movie that is COMPLETED there and has its inputs here, the answer goes into the ledger as a \
      reply to the question this project asks today, provided it passes the usual check. The next build makes \
      records of these replies without asking. The database does not say what was asked, so you have to judge \
      whether the plots are still the same and whether answers to the original's prompt are good enough. \
      docs/import-original.md says what is left out, and why.

      Examples:
        tropebuild import-original -n trope_data.db      show what would be imported
        tropebuild import-original trope_data.db
        tropebuild                                       make the records
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Show what would be imported; write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("The model that answered there.", valueName: "name"))
  var model = OriginalImporter.model

  @Argument(help: ArgumentHelp("The database of the original scripts.", valueName: "db"))
  var database: String

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, model: model)
      // First, for what is no such database no model has answered.
      let original = try OriginalDatabase.open(path: bench.resolve(database))
      let importer = try OriginalImporter(
        project: bench.project, model: model, time: .system(scale: 1))
      let path = bench.project.paths.ledger
      let outcome: ImportOutcome
      if dryRun {
        outcome = try importer.run(
          original, known: try Ledger.openForReading(path: path), into: nil)
      } else {
        let lock = try bench.project.lock(for: bench.command)
        defer { lock.release() }
        let ledgerLock = try bench.project.lockLedger(for: bench.command)
        defer { ledgerLock.release() }
        try Directories.make(Directories.parent(of: path))
        let ledger = try Ledger.open(path: path)
        outcome = try importer.run(original, known: ledger, into: ledger)
        try ledger.close()
      }
      Console.print(words(outcome, ledger: bench.project.settings.ledger).joined(separator: "\n"))
      return .upToDate
    }
  }

  private func words(_ outcome: ImportOutcome, ledger: String) -> [String] {
    var lines = [
      "\(dryRun ? "would import" : "imported") \(Format.grouped(outcome.taken)) of "
        + "\(Format.grouped(outcome.movies)) movies into \(ledger), at no cost"
    ]
    if outcome.keptAlready > 0 {
      lines.append("\(Format.grouped(outcome.keptAlready)) have an answer in the ledger already")
    }
    if outcome.doubledCharacters > 0 {
      let count = outcome.doubledCharacters
      lines.append(
        "\(Format.grouped(count)) \(count == 1 ? "character is" : "characters are") listed twice there and "
          + "\(count == 1 ? "was" : "were") imported once")
    }
    for group in outcome.left {
      lines.append(
        "left: \(Format.grouped(group.movies)), \(group.words) (\(group.examples.joined(separator: "; "))"
          + "\(group.movies > group.examples.count ? "; …" : ""))")
    }
    if !dryRun, outcome.taken > 0 {
      lines.append("'tropebuild' makes records of them without asking")
    }
    return lines
  }
}
