/// The words about several servers of the real-time lane.
enum EndpointWords {
  static func leftOut(_ name: String, _ obstacle: Obstacle) -> String {
    "endpoint '\(name)' is left out\(obstacle.mayPass ? " and tried again by and by" : ""): \(obstacle)"
  }

  static func isIll(_ name: String, _ failure: String) -> String {
    "endpoint '\(name)' is ill, so that the others get its requests while it is tried one at a time: \(failure)"
  }

  /// What some servers refuse has waited for others that are ill or out; several of each are possible.
  static func leftToNextRun(refusedBy: [String], out: [String]) -> String {
    let named = { (names: [String]) in names.map { "'\($0)'" }.joined(separator: ", ") }
    return
      "what \(named(refusedBy)) refuses is left to the next run, since \(named(out)), which may take it, cannot be asked"
  }

  static func isBack(_ name: String) -> String { "endpoint '\(name)' answers again" }
}
