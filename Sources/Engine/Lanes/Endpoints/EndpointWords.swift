/// The words about several servers of the real-time lane.
enum EndpointWords {
  static func leftOut(_ name: String, _ obstacle: Obstacle) -> String {
    "endpoint '\(name)' is left out\(obstacle.mayPass ? " and tried again by and by" : ""): \(obstacle)"
  }

  static func isIll(_ name: String, _ failure: String) -> String {
    "endpoint '\(name)' is ill, so that the others get its requests while it is tried one at a time: \(failure)"
  }

  static func isBack(_ name: String) -> String { "endpoint '\(name)' answers again" }
}
