package import Planner
package import Store
import Tropefile
import TropeModel

/// The ways of doing what is to be done, side by side.
package struct Comparison: Sendable {
  package var survey: Survey
  /// Without rows where nothing is to be asked.
  package var table: PlanTable
  package var terms: ModelTerms
  /// The servers that share the real-time lane, the cheapest first; empty where one is asked alone.
  package var endpoints: [EndpointTerms] = []
  /// What is chosen for a deadline or a budget, or because that was asked for; `nil` where nothing asks for a choice.
  package var choice: PlanChoice?
  /// Whether a build follows what is chosen. Beside a budget alone it is told, and not followed.
  package var isChosen: Bool
  /// How long batches take, and how that is known; `nil` where nothing is to be asked.
  package var turnaround: BatchTurnaround?
  /// How many requests the API's own counts were compared with; 0 where the counts are not calibrated.
  package var calibrationSamples: Int
  /// Output tokens of thoughts a movie that are assumed, since no replies tell.
  package var assumedThoughts: Int
  /// A model that is shut down soon, or was: what to say about it.
  package var shutdownNotice: String?
  /// That the account's spend limit leaves less than the plan costs.
  package var spendNotice: String?
  /// The project's limits as its provider told them.
  package var readLimits: ReadLimits?
  /// Why the strategy that the tropefile names is not among the rows, where it needs the tier flex; a build refuses it.
  package var missingFlex: NoFlex?
  /// What is to be done for votes, which the table holds too; `nil` where nothing votes.
  package var votes: VotesPreview?
  /// What the strong model of a cascade may still be asked, which the table has not; `nil` where it is left alone.
  package var cascadeOutlook: CascadeOutlook?
  package var cascade: CascadeStanding?

  /// The row that a build would follow: the chosen one, else the configured one. `nil` where nothing that fits could be
  /// chosen, or nothing is to be asked.
  package var chosen: PlanRow? {
    guard isChosen else { return configured }
    return switch choice {
    case .fits(let row): row
    case .none?, .nothing?: nil
    case nil: configured
    }
  }

  /// The row that the tropefile asks for by strategy and movies a request.
  package var configured: PlanRow? { table.configured }

  /// Whether the tokens of some question are estimated.
  package var isEstimate: Bool { table.rows.contains(where: \.forecast.isEstimate) }
}

extension Previewer {
  /// All strategies side by side for what is to be asked. Reads at most.
  package func comparison(
    database: TropesDatabase?, ledger: Ledger?
  ) async throws -> Comparison {
    var previewer = self
    previewer.toleratesMissingFlex = true
    previewer.asksVotes = true
    var look = try await previewer.look(database: database, ledger: ledger)
    let further = try await previewer.furtherAsks(&look, database: database, ledger: ledger)
    let looks = [look] + (further?.looks ?? [])
    let table = table(looks)
    let workload = looks.lazy.compactMap(\.workload).first
    var comparison = Comparison(
      survey: look.survey, table: table, terms: look.terms, endpoints: look.endpoints,
      choice: choice(of: table),
      isChosen: project.settings.plan.isChosen,
      turnaround: workload?.assumptions.turnaround,
      calibrationSamples: workload?.calibrationSamples ?? 0,
      assumedThoughts: workload?.reply.assumedThoughts ?? 0,
      shutdownNotice: look.notice(
        ending: table.rows.filter(\.isConfigured).map(\.worst).max() ?? .zero),
      readLimits: readLimits)
    comparison.missingFlex = missingFlex(look.terms)
    comparison.votes = further.map {
      VotesPreview(
        $0, [], lane: project.settings.plan.strategy.realtimeLane,
        openBatches: look.survey.openBatches)
    }
    comparison.cascade = try CascadeStanding(
      project, database: database, ledger: ledger, isSandbox: isSandbox)
    comparison.cascadeOutlook = try await previewer.cascadeOutlook(
      look.survey, database: database, ledger: ledger)
    comparison.spendNotice = try spendNotice(comparison.chosen?.cost ?? 0, ledger: ledger)
    return comparison
  }
}
