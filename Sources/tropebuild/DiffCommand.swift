import ArgumentParser
import Display
import Engine
import Store
import TropeModel

/// Compares the labels of two recipes, models or moments.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "Compare the labels of two models, recipes, moments or files: what changed, to what.",
    discussion: """
      A and B are each one of:
        now                  the records as they are; B where none is named
        a model              as gpt-6-luna: what it answered, whichever model the records are of now
        a recipe             by the short name that 'tropebuild status' prints, or more of its hash
        KEY=VALUE            the tropefile's recipe with another key, as recipe.prompt=old.txt
        a run                as run-3: what had been answered when it ended
        a day or a moment    as 2026-11-27 (its end) or 2026-11-27T17:41, in UTC
        a file               another tropes.db or project, an export (characters.csv, movies.csv or JSON lines), or \
      another tropefile of this project

      Compared are characters, and what is said of movies themselves where 'recipe.movie_fields' asks about them.

      What no record tells any more is read from the replies that the ledger keeps: nothing is asked or paid. \
      Compared is what the model answered; labels by hand change nothing. docs/diff.md explains the figures.

      Examples:
        tropebuild diff gpt-4o-mini gpt-6-luna
        tropebuild diff run-1                      what has changed since the first run
        tropebuild diff recipe.prompt=old.txt      since the prompt was another
        tropebuild diff 3f2a91c0 now -o changes.tsv
        tropebuild diff ../other/build/tropes.db --movie "Full Metal Jacket"
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Option(
    name: .customLong("movie"),
    help: ArgumentHelp(
      "Compare only this movie, by Wikipedia id or title; may be repeated.", valueName: "movie"),
    completion: .movies)
  var movies: [String] = []

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write every change as a row of a table with tabs, or of CSV for a name in .csv; - for standard output.",
      valueName: "file"))
  var output: String?

  @Flag(help: "List every change.")
  var all = false

  @Flag(help: "Print JSON: one object per line for each change, and a summary last.")
  var json = false

  @Flag(help: "Include answers from the sandbox.")
  var sandbox = false

  @Argument(
    help: ArgumentHelp("What is compared.", valueName: "a"), completion: .file())
  var first: String

  @Argument(
    help: ArgumentHelp("What it is compared with.", valueName: "b"), completion: .file())
  var second = "now"

  func validate() throws {
    try checkNames("-o", output, "a file")
    if output != nil, json { throw ValidationError("--json and -o contradict each other") }
    for (text, name) in [(first, "A"), (second, "B")] where text.isEmpty {
      throw ValidationError("\(name) must name what is compared, not ''")
    }
  }

  func run() async throws {
    try await Console.run {
      let bench = try await Workbench(projectOptions, needsInput: false).withServer()
      if let output, output != "-" {
        try bench.mayWrite(output, option: "-o", reading: [first, second])
      }
      let database = try bench.openRecords()
      let titles = try MovieTitles(database, numbers: try bench.tableNumbers())
      let past = try bench.past(
        database, file: projectOptions.file, includesSandbox: sandbox || bench.isSandbox,
        movies: try movies(titles, in: database))
      let (a, b) = (try await past.side(first), try await past.side(second))
      for note in Set(a.notes + b.notes).sorted() { Console.warn(note) }
      let diff = LabelDiff(a.labels, b.labels)
      if diff.hasNothingInCommon {
        throw BuildError.diff(.nothingInCommon(diff.allOtherFields))
      }
      if let output {
        let isNew = try diff.write(to: output == "-" ? nil : bench.resolve(output))
        if output != "-" {
          Console.tell(
            "\(isNew ? "wrote" : "unchanged:") \(output): \(Format.counted(diff.changes.count, "change"))",
            of: bench.resolve(output))
        }
        return .upToDate
      }
      let text = DiffText(
        a: a, b: b, diff: diff,
        tropeNames: try database?.knownTropes().names ?? [:], titles: titles,
        listsAll: all || !movies.isEmpty)
      Console.print(json ? text.json : text.text)
      return .upToDate
    }
  }

  /// The movies that are meant; `nil` for all.
  private func movies(
    _ titles: MovieTitles, in database: TropesDatabase?
  ) throws -> [MovieID]? {
    guard !movies.isEmpty else { return nil }
    let recorded = Set(try database?.recordedMovies() ?? [])
    return try movies.flatMap { try titles.movies(named: $0, recorded: recorded) }
  }
}

/// Which records are meant, where not those that there are.
struct PastOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Take only the records of this recipe, or of a model, a run or a day, by the names that 'tropebuild diff' takes; \
      those that are gone are made again of kept replies.
      """, valueName: "name"))
  var recipe: String?

  func validate() throws { try checkNames("--recipe", recipe) }
}

extension Workbench {
  /// Finds the labels of recipes, models and moments.
  func past(
    _ database: TropesDatabase?, file: String, includesSandbox: Bool, movies: [MovieID]? = nil
  ) throws -> PastLabels {
    try PastLabels(
      project, file: file, settings: settings, database: database, ledger: try openLedger(),
      includesSandbox: includesSandbox, movies: movies)
  }

  /// The records that `--recipe` means; `nil` where it is not given.
  func records(
    called name: String?, in database: TropesDatabase, file: String, includesSandbox: Bool
  ) async throws -> [StoredRecord]? {
    guard let name else { return nil }
    let side = try await past(database, file: file, includesSandbox: includesSandbox).side(name)
    guard side.fileLabels == nil else {
      throw ValidationError("--recipe '\(name)' is a file of labels, which has no records")
    }
    for note in side.notes { Console.warn(note) }
    return Array(side.records.values)
  }
}
