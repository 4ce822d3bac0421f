import Engine
import Report
import TestSupport
import Tropefile
import TropeModel

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

  /// A rig whose movies have a cast of two.
  static func withCasts(_ movies: ClosedRange<Int>) async throws -> EngineRig {
    let rig = try await EngineRig(movies: movies)
    for movie in movies {
      try rig.place.write(
        "freebase_movie_id,movie_release_date,character_name,actor_birth_date,actor_gender,"
          + "actor_height,actor_ethnicity,actor_name,actor_age_at_movie_release,"
          + "freebase_character_actor_map_id,freebase_character_id,freebase_actor_id\n"
          + "/m/0,1925,Anna,,,,,,,,,\n/m/0,1925,Bert,,,,,,,,,\n",
        to: "data/character.metadata_\(movie).csv")
    }
    return rig
  }

  /// The comparison that the tropefile's section `try` describes.
  func trial(
    _ lines: String, gold: [GoldLine] = [], stop: StopSignal = StopSignal(),
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) throws -> TrialRun {
    let project = try loaded("plan:\n  strategy: realtime\n" + lines)
    return TrialRun(
      project: project, variants: try TrialVariant.all(of: project), gold: gold,
      door: door(stop: stop, report: report))
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
