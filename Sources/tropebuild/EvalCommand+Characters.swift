import ArgumentParser
import Basics
import Display
import Engine
import Formats
import Recipe
import Report
import Store

extension EvalCommand {
  /// Compares what records say of characters: their tropes, what else the recipe asks of them, or both.
  ///
  /// - Parameter table: what the file holds, where it is a table.
  func evaluate(characters table: FieldGoldTable?, by bench: Workbench) async throws -> ExitStatus {
    let recipe = bench.project.recipe
    let includesSandbox = sandbox || bench.isSandbox
    let evaluator = Evaluator(project: bench.project, includesSandbox: includesSandbox)
    let fields = evaluator.fields(of: .character)
    let fieldTable = table.flatMap { $0.hasColumn(of: fields) ? $0 : nil }
    let comparesTropes = fieldTable.map { $0.hasTropes && recipe.fields.asksForTrope } ?? true
    if let table, !fields.isEmpty, fieldTable == nil, !table.hasTropes {
      throw table.lacksColumns(of: fields)
    }
    if let fieldTable, !comparesTropes {
      try refuseTropeOptions("'\(fieldTable.path)' has labels of other fields")
    }
    let lines =
      try comparesTropes ? gold.map { try bench.gold($0, hasFields: fieldTable != nil) } : nil
    let database = try labelled(by: bench)
    let hasTropes = try evaluator.hasTropes(database)
    if let table, !fields.isEmpty, fieldTable == nil, !hasTropes {
      throw table.lacksColumns(of: fields)
    }
    let records = try await bench.records(
      called: self.recipe.recipe, in: database, file: projectOptions.file,
      includesSandbox: includesSandbox)
    if records == nil { try bench.warnOfOlderRecords(in: database) }

    let ofFields = try evaluator.evaluate(
      fieldTable, of: .character, mayBeUnlabelled: lines?.isEmpty == false, database: database,
      records: records)
    var ofTropes: Evaluator.Outcome?
    if comparesTropes, hasTropes || gold != nil || ofFields == nil {
      ofTropes = try evaluator.evaluate(
        lines ?? [], database: database, records: records,
        mapping: try bench.mapper(mapping, of: lines ?? []))
    }
    // Nobody has labelled a trope, but other fields.
    if let evaluation = ofTropes?.evaluation, evaluation.isEmpty, ofFields != nil { ofTropes = nil }
    if ofTropes == nil { try refuseTropeOptions("no trope is labelled") }
    return try tell(ofTropes, ofFields, lines ?? [], by: bench)
  }

  /// The database, where there is something in it to compare with.
  private func labelled(by bench: Workbench) throws -> TropesDatabase {
    guard let database = try bench.openRecords() else { throw BuildError.nothingBuilt }
    guard gold == nil else { return database }
    guard bench.project.recipe.fields.asksOfCharacters else {
      throw ValidationError(
        "name the table of labelled movies: no characters are asked about that could be labelled by hand"
      )
    }
    if try database.handLabelled().isEmpty {
      throw ValidationError(
        "name the file of labelled characters, or label some by hand with 'tropebuild label'")
    }
    return database
  }

  /// Prints what was compared.
  private func tell(
    _ ofTropes: Evaluator.Outcome?, _ ofFields: Evaluator.FieldOutcome?, _ lines: [GoldLine],
    by bench: Workbench
  ) throws -> ExitStatus {
    let reach = [ofTropes?.reach, ofFields?.reach].compactMap(\.self)
      .reduce(EvaluationReach()) { $0.union($1) }
    if !reach.byHand.isEmpty {
      Console.say(
        "labelled by hand: \(HandsWords.characters(reach.byHand.count)), compared with what the model answered"
      )
    }
    if let svg, let ofTropes {
      let picture = ConfusionPicture(ofTropes.evaluation, tropeNames: ofTropes.tropeNames)
      try OutputFile.write(picture.svg, to: bench.resolve(svg))
    }
    let tropes = ofTropes.map {
      EvaluationText($0.evaluation, tropeNames: $0.tropeNames, listsAll: all)
    }
    let fields = ofFields.flatMap { outcome in
      tropes != nil && outcome.evaluation.fields.isEmpty
        ? nil : FieldEvaluationText(outcome.evaluation, listsAll: all)
    }
    guard tell(of: reach, by: bench) else {
      if json { Console.print(Self.json(tropes, fields)) }
      return .failedTargets
    }
    let chosen = lines.count { $0.chosen == TrialToLabel.mark }
    if chosen > 0 {
      Console.say(
        "\(chosen) of the characters were chosen since two variants differ there: their accuracy is not the corpus's; "
          + "'tropebuild try --gold' says what they tell of the two"
      )
    }
    Console.print(json ? Self.json(tropes, fields) : words(tropes, fields))
    return .upToDate
  }

  /// The object of the tropes with that of the fields in it, or that of what there is.
  private static func json(_ tropes: EvaluationText?, _ fields: FieldEvaluationText?) -> String {
    guard var object = tropes?.object else { return fields?.json ?? "" }
    if let fields { object.add("own_fields", .object(fields.object)) }
    return object.line
  }

  private func words(_ tropes: EvaluationText?, _ fields: FieldEvaluationText?) -> String {
    let heading = tropes == nil ? "" : "\n\nother fields\n"
    return (tropes.map(words) ?? "") + (fields.map { heading + words($0) } ?? "")
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
