import ArgumentParser
import Display
import Engine
import Report

extension EvalCommand {
  /// Refuses options that are about tropes.
  ///
  /// - Parameter why: what is labelled in their place.
  func refuseTropeOptions(_ why: String) throws {
    for (option, isGiven) in [("--mapping", mapping != nil), ("--svg", svg != nil)] where isGiven {
      throw ValidationError("\(option) is about tropes of characters, and \(why)")
    }
  }

  /// Compares what records say of movies themselves.
  func evaluate(movies table: FieldGoldTable, by bench: Workbench) async throws -> ExitStatus {
    try refuseTropeOptions("'\(table.path)' has labels of movies")
    guard let database = try bench.openRecords() else { throw BuildError.nothingBuilt }
    let includesSandbox = sandbox || bench.isSandbox
    let records = try await bench.records(
      called: recipe.recipe, in: database, file: projectOptions.file,
      includesSandbox: includesSandbox)
    if records == nil { try bench.warnOfOlderRecords(in: database) }
    guard
      let outcome = try Evaluator(project: bench.project, includesSandbox: includesSandbox)
        .evaluate(table, of: .movie, database: database, records: records)
    else { return .upToDate }
    let text = FieldEvaluationText(outcome.evaluation, listsAll: all)
    guard tell(of: outcome.reach, by: bench) else {
      if json { Console.print(text.json) }
      return .failedTargets
    }
    Console.print(json ? text.json : words(text))
    return .upToDate
  }

  func words(_ text: FieldEvaluationText) -> String {
    var fields = TextTable([
      .words("field", least: 12), .number("labelled"), .number("compared", dispensability: 3),
      .number("agree"), .number("share"), .number("95% interval", dispensability: 2),
      .number("mean F1", dispensability: 1), .number("mean difference", dispensability: 1),
    ])
    fields.rows = text.fieldRows
    for (place, title) in [(7, "mean difference"), (6, "mean F1")]
    where text.fieldRows.allSatisfy({ $0[place].isEmpty }) {
      fields.dropColumn(title)
    }
    var lines = text.summary + [""] + fields.lines(width: Console.width)
    if !text.leftOut.isEmpty { lines += [""] + text.leftOut }
    var values = TextTable([
      .words("field", least: 12), .words("value", least: 12), .number("right"),
      .number("answered", dispensability: 3), .number("agree", dispensability: 4),
      .number("precision", dispensability: 1), .number("recall", dispensability: 2),
      .number("F1"),
    ])
    values.rows = text.valueRows
    if !values.rows.isEmpty { lines += [""] + values.lines(width: Console.width) }
    if !text.caseLines.isEmpty { lines += [""] + text.caseLines }
    return lines.joined(separator: "\n")
  }
}
