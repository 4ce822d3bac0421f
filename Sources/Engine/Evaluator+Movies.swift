import Recipe
package import Report
package import Store
import TropeModel

extension Evaluator {
  /// What was compared of movies themselves, and with what.
  package struct MovieOutcome: Sendable {
    package var evaluation: MovieEvaluation
    /// Records of labelled movies that were left out because the sandbox answered them.
    package var sandboxRecords: Int
    /// Records of labelled movies that were compared.
    package var comparedRecords: Int
  }

  /// Compares what models answered about movies themselves with a table of labelled movies.
  ///
  /// - Parameter records: these in place of the database's, as `PastLabels` finds them.
  /// - Throws: what is wrong with the table.
  package func evaluate(
    _ table: MovieGoldTable, database: TropesDatabase, records: [StoredRecord]? = nil
  ) throws -> MovieOutcome {
    let recipe = project.recipe
    let fields = recipe.fields.movieFields
    let labels = try table.labels(of: fields) { (text, field) throws(OverrideProblem) in
      try recipe.handAnswer(text, to: field).value
    }
    let wanted = Set(labels.map(\.movie))
    return try database.withResults { results in
      var answers: [MovieID: [FieldAnswer]] = [:]
      var sandboxRecords = 0
      try results.forEachRecord(of: records) { record in
        guard wanted.contains(record.movie) else { return }
        if includesSandbox || !record.isSandbox {
          answers[record.movie] = record.movieFields
        } else {
          sandboxRecords += 1
        }
      }
      return MovieOutcome(
        evaluation: MovieEvaluation(labels, of: fields, records: answers),
        sandboxRecords: sandboxRecords, comparedRecords: answers.count)
    }
  }
}
