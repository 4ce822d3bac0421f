import ArgumentParser
import Basics
import Display
import Engine
import ProjectFiles
import Report
import Store
import TropeModel

/// Compares records with labelled characters.
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compare the records with labelled characters: coverage, accuracy, confusions.",
    discussion: """
      GOLD is a tab-separated file with the columns wikipedia_id, character and trope, or the corpus's \
      tvtropes.clusters.txt, whose movies are found by 'corpus.movie_metadata' and the cast files. A CSV file \
      with the columns gold and catalog maps its labels to the catalog; a label may stand for several tropes, \
      separated by '|', the closest first. docs/eval.md explains how names are matched and what the figures \
      mean.

      Characters labelled with 'tropebuild label' count as labelled, and go before the file's.

      Examples:
        tropebuild eval gold.tsv
        tropebuild eval                      against the labels set by hand
        tropebuild eval data/raw/tvtropes.clusters.txt --svg confusion.svg
        tropebuild eval --print-mapping > mapping.csv
        tropebuild eval gold.tsv --mapping mapping.csv --all
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Option(
    help: ArgumentHelp(
      "Map labels to tropes by FILE instead of the built-in mapping.", valueName: "file"))
  var mapping: String?

  @Flag(help: "Print the built-in mapping as a starting point for your own, and do nothing else.")
  var printMapping = false

  @Option(help: ArgumentHelp("Draw the confusions to FILE.", valueName: "file"))
  var svg: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "List every labelled character and its outcome.")
  var all = false

  @Flag(help: "Include answers from the sandbox.")
  var sandbox = false

  @Argument(
    help: ArgumentHelp(
      "The labelled characters; without it, those that people labelled by hand.", valueName: "gold")
  )
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
      let lines = try gold.map {
        try GoldFile.read(try AtomicFile.read(bench.resolve($0)), path: $0)
      }
      guard let database = try bench.openRecords() else {
        throw BuildError.nothingBuilt
      }
      if lines == nil, try database.handLabelled().isEmpty {
        throw ValidationError(
          "name the file of labelled characters, or label some by hand with 'tropebuild label'")
      }
      let evaluator = Evaluator(
        project: bench.project, includesSandbox: sandbox || bench.isSandbox)
      let outcome = try evaluator.evaluate(lines ?? [], database: database) { catalog in
        guard let lines else { return LabelMapping(tropes: [:]) }
        return try bench.readMapping(mapping, labels: lines.map(\.label), catalog: catalog)
      }
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
      if outcome.sandboxRecords > 0 {
        Console.say(
          "left out \(outcome.sandboxRecords) records that the sandbox answered; --sandbox compares them too"
        )
      } else if sandbox || bench.isSandbox {
        Console.say("the sandbox's answers, by word overlap or played, are not a language model's")
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
  /// A path of the command line as the project means it.
  func resolve(_ path: String) -> String { Project.resolve(path, in: project.directory) }

  /// What labels stand for: by a file, or by the built-in mapping, which is of no use where all are tropes of another catalog.
  func readMapping(
    _ mapping: String?, labels: [String], catalog: [(id: String, name: String)]
  ) throws -> LabelMapping {
    if let mapping {
      return try LabelMapping(
        csv: try AtomicFile.read(resolve(mapping)), path: mapping, catalog: catalog)
    }
    do {
      return try LabelMapping(
        csv: Array(LabelMapping.builtInCSV.utf8), path: "the built-in mapping", catalog: catalog)
    } catch {
      let own = try LabelMapping(
        csv: Array("gold,catalog\n".utf8), path: "no mapping", catalog: catalog)
      guard labels.allSatisfy({ !own.tropes(of: $0).isEmpty }) else {
        throw BuildError.mappingOfOtherCatalog
      }
      return own
    }
  }

  /// Refuses an output path of the command line in whose place something is that must not be lost.
  ///
  /// - Parameter reading: what else the command reads, as the command line names it.
  func mayWrite(_ path: String, option: String, reading: [String] = []) throws {
    var kept = KeptFiles(project)
    for file in reading { kept = kept.and(resolve(file), "'\(file)', which is read") }
    try kept.refuse(resolve(path), option: option)
  }
}
