import OpenAIClient
import Store
import Tropefile
import TropeModel

/// The cascade as a part of a build.
extension Run {
  /// Whether this run goes on with a cascade once the cheap model has answered all.
  func cascadeGoesOn(_ preview: Preview) -> Bool {
    purpose == .build && preview.cascade?.goesOn(preview.survey, options) == true
  }

  private var isOfCascade: Bool { purpose == .build && options.isForAll }

  /// The project as the cheap model is asked: with its part of the time where the strong one comes after it.
  func cheap(_ cascade: CascadeStanding?) -> Project {
    guard let cascade, isOfCascade, cascade.promise == nil, project.settings.plan.deadline != nil
    else { return project }
    return project.planned { $0.deadline = $0.deadline.map { $0 / CascadeRun.stations } }
  }

  /// Asks the strong model, where the cheap one has come to its end.
  ///
  /// - Returns: `nil` where there is no cascade, or it was not its turn.
  func goOn(
    _ summary: inout BuildSummary, _ preview: Preview, _ began: Timestamp,
    _ client: OpenAIClient?, _ database: TropesDatabase, _ ledger: Ledger, _ hands: Hands
  ) async throws -> CascadeEnd? {
    let hasMade = summary.built + summary.reused > 0
    guard let cascade = preview.cascade, hasMade || cascadeGoesOn(preview),
      let asking = client ?? .withoutNetwork,
      var run = CascadeRun(
        project, options, door, database: database, ledger: ledger,
        client: asking, hands: hands, began: began, summary: summary)
    else { return nil }
    guard isOfCascade else {
      if cascade.promise != nil { try await run.recheck() }
      return nil
    }
    guard client != nil, summary.isThrough else { return nil }
    let end = try await run.run()
    summary = run.summary
    return end
  }
}
