import Engine
import Report
import TestSupport
import Tropefile

/// Comparisons against a sandbox in this process.
extension EngineRig {
  /// The project as a tropefile with these lines has it.
  func loaded(_ lines: String = "", settings: [Setting] = []) throws -> Project {
    try place.write(
      """
      input:
        directory: data
      limits:
        requests_per_minute: 100000
        requests_per_day: 10000000
        tokens_per_minute: 1000000000
        enqueued_tokens: 1000000000
      \(lines)

      """, to: "tropefile")
    return try ProjectLoader.load(directory: place.path, settings: settings)
  }

  /// The comparison that the tropefile's section `try` describes.
  func trial(
    _ lines: String, gold: [GoldLine] = [], asksAgain: Bool = false,
    stop: StopSignal = StopSignal(), report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) throws -> TrialRun {
    let project = try loaded("plan:\n  strategy: realtime\n" + lines)
    return TrialRun(
      project: project, variants: try TrialVariant.all(of: project), gold: gold,
      asksAgain: asksAgain, door: door(stop: stop, report: report))
  }

  /// Looks, asks and tells.
  func compare(_ run: TrialRun, budget: Double? = nil) async throws -> TrialOutcome {
    let look = try await run.look()
    let asked = try await run.ask(look, budget: budget)
    return try await run.outcome(look, asked) {
      try LabelMapping(csv: Array(LabelMapping.builtInCSV.utf8), path: "m", catalog: $0)
    }
  }
}
