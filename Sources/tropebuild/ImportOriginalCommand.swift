import ArgumentParser
import Display
import Engine
import ProjectFiles
import Store
import TropeModel
import Tropefile

/// Takes over what the original scripts have paid for.
struct ImportOriginalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-original",
    abstract: "Take over the records of a database of the original scripts, at no cost.",
    discussion: """
      Every movie that is COMPLETED there and has its inputs here gets its answer into the ledger, as a reply \
      to the question that the project asks today, if it passes the check of every reply. The next build makes \
      records of them without asking. What was asked there is not known: that the plots are the same as then, \
      and that an answer to the original's prompt is as good as one to yours, is for you to judge. \
      docs/import-original.md says what is not taken over, and why.

      Examples:
        tropebuild import-original -n trope_data.db      what would be taken over
        tropebuild import-original trope_data.db
        tropebuild                                       make the records
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Say what would be taken over; write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("The model that answered there.", valueName: "name"))
  var model = OriginalImporter.model

  @Argument(help: ArgumentHelp("The database of the original scripts.", valueName: "db"))
  var database: String

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      let importer = try OriginalImporter(
        project: bench.project, model: model, time: .system(scale: 1))
      let original = try OriginalDatabase.open(path: bench.resolve(database))
      let path = bench.project.paths.ledger
      let outcome: ImportOutcome
      if dryRun {
        outcome = try importer.run(
          original, known: try Ledger.openForReading(path: path), into: nil)
      } else {
        let lock = try bench.lock()
        defer { lock.release() }
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
      "\(dryRun ? "would take" : "took") over \(Format.grouped(outcome.taken)) of "
        + "\(Format.grouped(outcome.movies)) movies into \(ledger), at no cost"
    ]
    if outcome.keptAlready > 0 {
      lines.append("\(Format.grouped(outcome.keptAlready)) have an answer in the ledger already")
    }
    if outcome.doubledCharacters > 0 {
      let count = outcome.doubledCharacters
      lines.append(
        "\(Format.grouped(count)) \(count == 1 ? "character" : "characters") stood there twice and "
          + "\(count == 1 ? "was" : "were") taken once")
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
