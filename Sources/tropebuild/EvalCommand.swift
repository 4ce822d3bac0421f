import ArgumentParser
import Display
import Engine
import ProjectFiles
import Recipe
import Report
import Store

/// Compares records with labelled characters, or with labelled movies.
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract:
      "Compare the records with labelled characters or movies: coverage, accuracy, confusions.",
    discussion: """
      GOLD is a file with the columns wikipedia_id, character and trope, separated by tabs or commas, or the \
      corpus's tvtropes.clusters.txt, whose movies are found by 'corpus.movie_metadata' and the cast files. In \
      a CSV file an empty trope is a character that nobody has labelled yet, and a column chosen tells how it was \
      chosen ('tropebuild try --to-label').

      A label is the name or id of a trope, or one that a mapping translates: a CSV file with the columns gold \
      and catalog, where a label may stand for several tropes, separated by '|', the closest first. The \
      built-in mapping knows the corpus's labels. docs/eval.md explains how names are matched and what the \
      figures mean.

      Where the recipe asks about characters for something else, as 'recipe.kind: deaths' does, columns are named as its \
      fields, instead of trope or beside it, and an empty cell is a field that nobody has labelled.

      Characters labelled with 'tropebuild label' count as labelled, and go before the file's.

      A file with the column wikipedia_id and none called character is a table of labelled movies: its other columns \
      are named as fields of 'recipe.movie_fields'.

      Examples:
        tropebuild eval gold.tsv
        tropebuild eval                      against the labels set by hand
        tropebuild eval deaths.csv           characters: wikipedia_id,character,dies
        tropebuild eval endings.csv          movies: wikipedia_id,ending
        tropebuild eval data/raw/tvtropes.clusters.txt --svg confusion.svg
        tropebuild eval --print-mapping > mapping.csv
        tropebuild eval gold.tsv --mapping mapping.csv --all
        tropebuild eval gold.tsv --recipe gpt-4o-mini    what another model had answered
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var recipe: PastOption

  @Option(
    help: ArgumentHelp(
      "Map labels that are no names or ids of tropes by FILE instead of the built-in mapping.",
      valueName: "file"), completion: .file())
  var mapping: String?

  @Flag(help: "Print the built-in mapping as a starting point for your own, and do nothing else.")
  var printMapping = false

  @Option(help: ArgumentHelp("Draw the confusions to FILE.", valueName: "file"))
  var svg: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "List every labelled character, or movie, and its outcome.")
  var all = false

  @Flag(help: "Include answers from the sandbox.")
  var sandbox = false

  @Argument(
    help: ArgumentHelp(
      "The labelled characters or movies; without it, characters that people labelled by hand.",
      valueName: "gold"),
    completion: .file())
  var gold: String?

  func validate() throws {
    try checkFile("--svg", svg)
    if printMapping, gold != nil || json || all || svg != nil || mapping != nil {
      throw ValidationError("--print-mapping takes no other options")
    }
  }

  func run() async throws {
    if printMapping {
      Console.print(String(LabelMapping.builtInCSV))
      return
    }
    try await Console.run {
      let bench = try await Workbench(projectOptions).withServer()
      if let svg {
        try bench.mayWrite(
          svg, option: "--svg", reading: [gold, mapping].compactMap(\.self))
      }
      let table = try gold.flatMap(bench.fieldGold)
      if let table, table.owner == .movie {
        return try await evaluate(movies: table, by: bench)
      }
      let fields = bench.project.recipe.fields
      if let gold, table == nil, !fields.asksOfCharacters {
        throw try bench.noMovieTable(gold, fields.movieFields)
      }
      return try await evaluate(characters: table, by: bench)
    }
  }

  /// Says which records are the sandbox's, and whether others were compared.
  func tell(of reach: EvaluationReach, by bench: Workbench) -> Bool {
    let records = reach.ofSandbox.count
    if records > 0, reach.compared.isEmpty {
      Console.fail(
        "nothing to compare: \(Format.counted(records, "labelled movie")) \(records == 1 ? "has" : "have") "
          + "answers of the sandbox only ('tropebuild eval --sandbox' compares them)")
      return false
    }
    if records > 0 {
      Console.say(
        "left out \(Format.counted(records, "record")) that the sandbox answered; "
          + "--sandbox compares them too")
    } else if sandbox || bench.isSandbox {
      Console.say(SummaryText.sandboxAnswers)
    }
    return true
  }
}

extension Workbench {
  /// Says that results are not all of the tropefile's recipe.
  func warnOfOlderRecords(in database: TropesDatabase) throws {
    if let older = try OlderRecords(of: project, in: database) { Console.warn(older.words) }
  }
}
