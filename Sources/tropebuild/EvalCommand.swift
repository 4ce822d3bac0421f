import ArgumentParser
import Basics
import Display
import Engine
import ProjectFiles
import Recipe
import Report
import Store
import TropeModel

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

      Characters labelled with 'tropebuild label' count as labelled, and go before the file's.

      A file with the column wikipedia_id and none called character is a table of labelled movies: its other columns \
      are named as fields of 'recipe.movie_fields', and an empty cell is a field that nobody has labelled.

      Examples:
        tropebuild eval gold.tsv
        tropebuild eval                      against the labels set by hand
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
    try checkNames("--svg", svg, "a file")
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
      if let table = try gold.flatMap(bench.movieGold) {
        return try await evaluate(table, by: bench)
      }
      let lines = try gold.map(bench.gold)
      guard let database = try bench.openRecords() else {
        throw BuildError.nothingBuilt
      }
      if lines == nil, !bench.project.recipe.fields.asksOfCharacters {
        throw ValidationError(
          "name the table of labelled movies: no characters are asked about that could be labelled by hand"
        )
      }
      if lines == nil, try database.handLabelled().isEmpty {
        throw ValidationError(
          "name the file of labelled characters, or label some by hand with 'tropebuild label'")
      }
      let records = try await bench.records(
        called: recipe.recipe, in: database, file: projectOptions.file,
        includesSandbox: sandbox || bench.isSandbox)
      if records == nil { try bench.warnOfOlderRecords(in: database) }
      let evaluator = Evaluator(
        project: bench.project, includesSandbox: sandbox || bench.isSandbox)
      let outcome = try evaluator.evaluate(
        lines ?? [], database: database, records: records,
        mapping: try bench.mapper(mapping, of: lines ?? []))
      if outcome.byHand > 0 {
        Console.say(
          "labelled by hand: \(HandsWords.characters(outcome.byHand)), compared with what the model answered"
        )
      }
      if let svg {
        let picture = ConfusionPicture(outcome.evaluation, tropeNames: outcome.tropeNames)
        try AtomicFile.write(picture.svg, to: bench.resolve(svg))
      }
      let text = EvaluationText(
        outcome.evaluation, tropeNames: outcome.tropeNames, listsAll: all)
      guard
        tell(ofSandbox: outcome.sandboxRecords, compared: outcome.comparedRecords, by: bench)
      else {
        if json { Console.print(text.json) }
        return .failedTargets
      }
      let chosen = (lines ?? []).count { $0.chosen == TrialToLabel.mark }
      if chosen > 0 {
        Console.say(
          "\(chosen) of the characters were chosen since two variants differ there: their accuracy is not the corpus's; "
            + "'tropebuild try --gold' says what they tell of the two"
        )
      }
      Console.print(json ? text.json : words(text))
      return .upToDate
    }
  }

  /// Says which records are the sandbox's, and whether others were compared.
  func tell(ofSandbox records: Int, compared: Int, by bench: Workbench) -> Bool {
    if records > 0, compared == 0 {
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

  private func words(_ text: EvaluationText) -> String {
    var lines = text.summary
    var table = TextTable([
      .words("trope", least: 12), .number("right"), .number("answered", dispensability: 3),
      .number("agree", dispensability: 4), .number("precision", dispensability: 1),
      .number("recall", dispensability: 2), .number("F1"),
    ])
    table.rows = text.tropeRows
    if !table.rows.isEmpty { lines += [""] + table.lines(width: Console.width) }
    var calibration = TextTable([
      .words("confidence"), .number("labels"), .number("agree"), .number("share"),
      .number("95% interval", dispensability: 1),
    ])
    calibration.rows = text.calibrationRows
    if !calibration.rows.isEmpty { lines += [""] + calibration.lines(width: Console.width) }
    if !text.caseLines.isEmpty { lines += [""] + text.caseLines }
    return lines.joined(separator: "\n")
  }
}

extension Workbench {
  /// Says that results are not all of the tropefile's recipe.
  func warnOfOlderRecords(in database: TropesDatabase) throws {
    if let older = try OlderRecords(of: project, in: database) { Console.warn(older.words) }
  }
}
