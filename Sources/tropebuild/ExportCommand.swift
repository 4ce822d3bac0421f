import ArgumentParser
import Basics
import Display
import Engine
import Tropefile
import TropeModel

extension ExportContent: ExpressibleByArgument {
  /// What `--table` takes; JSON lines are a form of their own.
  static var allValueStrings: [String] { ["characters", "movies", "tropes"] }
}

/// Writes results as files for other tools.
struct ExportCommand: AsyncParsableCommand, KeyOptions {
  /// The form of the files.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv
    case jsonl
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the records as CSV tables or JSON lines.",
    discussion: """
      CSV gives the original project's tables: characters.csv, movies.csv and tropes.csv. JSON lines give one \
      object per movie with everything known about it. Titles and genres come from 'corpus.movie_metadata', \
      actors from the cast files. docs/export.md describes every column. Files are written completely or not \
      at all; 'exports' in the tropefile makes them part of the build.

      Examples:
        tropebuild export                                 the three tables, into export/
        tropebuild export --table characters -o -         one of them, to standard output
        tropebuild export --format jsonl -o all.jsonl
        tropebuild export --recipe gpt-4o-mini -o mini    only what that model answered
        tropebuild export --deaths build-deaths/tropes.db with who died, from another build
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var recipe: PastOption

  @Option(help: ArgumentHelp("The format: csv or jsonl.", valueName: "form"))
  var format = Format.csv

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "A directory, a file for a single table or JSON lines, or - for standard output.",
      valueName: "path"))
  var output = "export"

  @Option(
    name: .customLong("table"),
    help: ArgumentHelp(
      "Only this table: characters, movies or tropes; may be repeated.", valueName: "name"))
  var tables: [ExportContent] = []

  @Option(help: .key(.deaths, "tropes.db"))
  var deaths: String?

  @Flag(
    help:
      "Write CSV files for Excel: a byte order mark first, and an apostrophe before text that it would take for a formula."
  )
  var bom = false

  @Flag(help: "Include answers from the sandbox.")
  var sandbox = false

  func validate() throws {
    if format == .jsonl, !tables.isEmpty { throw ValidationError("--table goes with --format csv") }
    if tables.contains(.jsonl) {
      throw ValidationError(
        "--table must be characters, movies or tropes; --format jsonl is the other form")
    }
    if Set(tables).count < tables.count { throw ValidationError("--table names one table twice") }
    if format == .jsonl, bom { throw ValidationError("--bom goes with --format csv") }
    if output.isEmpty { throw ValidationError("-o needs a path, or - for standard output") }
    if output == "-" || isNamedAsFile { try checkSingle() }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(projectOptions, keys: [self]).withServer()
      let orders = try orders(bench)
      for order in orders {
        if let path = order.path {
          try bench.mayWrite(path, option: "-o")
        }
      }
      guard let database = try bench.openRecords() else {
        throw BuildError.nothingBuilt
      }
      let records = try await bench.records(
        called: recipe.recipe, in: database, file: projectOptions.file,
        includesSandbox: sandbox || bench.isSandbox)
      if records == nil { try bench.warnOfOlderRecords(in: database) }
      let exporter = Exporter(
        project: bench.project, includesSandbox: sandbox || bench.isSandbox)
      let outcome = try exporter.write(orders, database: database, records: records)
      for line in ExportText(outcome: outcome).lines {
        if output == "-" {
          Console.say(line)
        } else {
          Console.tell(line, of: bench.resolve(output))
        }
      }
      for fault in ExportText(outcome: outcome).faults { Console.warn(fault) }
      return .upToDate
    }
  }

  var settings: [Setting] { [KeyFlag.deaths.setting(deaths)].compactMap(\.self) }

  private var contents: [ExportContent] {
    if format == .jsonl { return [.jsonl] }
    return tables.isEmpty ? [.characters, .movies, .tropes] : tables
  }

  /// Whether the output is named like a file of its form.
  private var isNamedAsFile: Bool { endings.contains { output.hasSuffix($0) } }

  private var endings: [String] {
    format == .csv ? [".csv"] : [".jsonl", ".ndjson", ".json"]
  }

  private func checkSingle() throws {
    guard contents.count > 1 else { return }
    throw ValidationError("-o \(output) takes one table: name it with --table")
  }

  /// Whether the output is a file or goes to a device or a pipe, and no directory.
  private func isFile(_ place: String) throws -> Bool {
    if isNamedAsFile { return true }
    guard NamedThing.exists(place), !NamedThing.isDirectory(place) else { return false }
    guard try OutputPlace(place).isStream else {
      throw ValidationError(
        "-o \(output) is there and no directory: name a directory, or a file in '\(endings[0])'")
    }
    try checkSingle()
    return true
  }

  private func orders(_ bench: Workbench) throws -> [Exporter.Order] {
    let place = bench.resolve(output)
    let isFile = try output != "-" && isFile(place)
    return contents.map { content in
      let path: String? =
        output == "-" ? nil : isFile ? place : bench.resolve("\(output)/\(content.fileName)")
      return Exporter.Order(content: content, path: path, hasMark: bom)
    }
  }
}

/// What is said of an export.
struct ExportText {
  let outcome: ExportOutcome

  var lines: [String] {
    var lines = outcome.files.compactMap { file in
      file.path.map { path in
        "\(file.isNew ? "wrote" : "unchanged:") \(path): \(rows(file))"
      }
    }
    if outcome.sandboxRecords > 0 {
      lines.append(
        "left out \(Format.grouped(outcome.sandboxRecords)) records that the sandbox answered; "
          + "--sandbox exports them too")
    }
    return lines
  }

  /// What could not be used, and how much of it is not told.
  var faults: [String] {
    let more = outcome.faultCount - outcome.faults.count
    return outcome.faults + (more > 0 ? ["… and \(Format.grouped(more)) more of this kind"] : [])
  }

  private func rows(_ file: ExportOutcome.File) -> String {
    let word =
      switch file.content {
      case .characters: file.rows == 1 ? "character" : "characters"
      case .movies, .jsonl: file.rows == 1 ? "movie" : "movies"
      case .tropes: file.rows == 1 ? "trope" : "tropes"
      }
    return "\(Format.grouped(file.rows)) \(word)"
  }
}
