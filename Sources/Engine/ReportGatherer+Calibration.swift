import Basics
package import Report
package import Store
import Tropefile
import TropeModel

extension ReportGatherer {
  /// What the confidences of the records are worth by the characters that people have labelled: those of 'try.gold', and those
  /// of `tropebuild label`, which go before them. The sandbox's answers count where there are no others.
  ///
  /// - Returns: `nil` where there are no such characters, or they have no confidences.
  /// - Throws: what is wrong with the file, whatever the records are.
  package func calibration(
    of records: RecordTally, in database: TropesDatabase?
  ) throws -> ReportCalibration? {
    let file = project.settings.trial.gold
    let lines = try file.map { path in
      try GoldFile.read(
        GivenFile.read(Project.resolve(path, in: project.directory)), path: path
      )
      // Of these the hard ones were chosen.
      .filter { $0.chosen != TrialToLabel.mark }
    }
    guard let database, records.tallies.contains(where: \.field.isConfidence) else { return nil }
    if lines?.isEmpty ?? true, try database.handLabelled().isEmpty { return nil }
    let hasTropes = try database.withResults { results in
      results.fields.contains { $0.kind == .trope }
    }
    guard hasTropes else { return nil }
    let outcome = try Evaluator(
      project: project, includesSandbox: records.bySandbox == records.movies
    ).evaluate(lines ?? [], database: database, mapping: { LabelMapping(usualFor: $0) })
    return ReportCalibration(
      outcome.evaluation, byHand: outcome.reach.byHand.count,
      file: lines?.isEmpty == false ? file : nil)
  }
}
