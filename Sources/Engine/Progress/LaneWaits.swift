import TropeModel

/// What the lanes wait for: begun by the events that say so, ended by those of lanes at work.
struct LaneWaits: Sendable, Equatable {
  /// What a lane waits for.
  struct Wait: Sendable, Equatable {
    var until: Timestamp
    var why: WaitReason
    var since: Timestamp

    /// Whether its end is known, be it over.
    var hasEnd: Bool { until > since }
  }

  private(set) var waits: [Lane: Wait] = [:]
  /// Batches that wait for room in the queue.
  private var waitingBatches: Set<Int> = []

  mutating func take(_ event: LaneEvent, at now: Timestamp) {
    switch event {
    case .sent:
      // What was let through before the day's last request went is told of after it: only the next day ends that wait.
      for lane in [Lane.realtime, .flex]
      where waits[lane]?.why != .day || wait(of: lane, at: now) == nil {
        waits[lane] = nil
      }
    case .waiting(let lane, let until, let why):
      waits[lane] = Wait(until: until, why: why, since: now)
    case .batch(let number, let step, _, _):
      if step.isWaiting {
        waitingBatches.insert(number)
      } else {
        waitingBatches.remove(number)
      }
      // What another batch does ends no wait.
      if waitingBatches.isEmpty { waits[.batch] = nil }
    default: break
    }
  }

  /// What a lane waits for now, unless the wait is over.
  func wait(of lane: Lane, at now: Timestamp) -> Wait? {
    guard let wait = waits[lane] else { return nil }
    // Where the end was not known, it lasts until something else is heard.
    return wait.until > now || !wait.hasEnd ? wait : nil
  }
}
