import Basics
import ProjectFiles
import TropeModel

/// Keeps the file of a status directory that tells what the lanes wait for, for those who look from outside. Waits for the rate
/// are left out: they are over in a moment, and there are thousands.
///
/// What cannot be written here changes no run: it is a notice for people, and where the disk is full others say so.
final class WaitNote: Sendable {
  private struct State: Sendable {
    var lanes = LaneWaits()
    var told: [StatusWait] = []
  }

  private let directory: StatusDirectory
  private let time: TimeSource
  private let state = Locked(State())

  /// Removes what a run has left that was killed.
  ///
  /// - Parameter path: of the status directory.
  init(_ path: String, time: TimeSource) {
    directory = StatusDirectory(path)
    self.time = time
    try? directory.tell([])
  }

  func take(_ event: LaneEvent) {
    state.withLock { state in
      state.lanes.take(event, at: time.now())
      tell(state.lanes.noted, &state)
    }
  }

  /// The lanes have ended.
  func end() { state.withLock { tell([], &$0) } }

  private func tell(_ waits: [StatusWait], _ state: inout State) {
    guard waits != state.told else { return }
    state.told = waits
    try? directory.tell(waits)
  }
}

extension LaneWaits {
  /// Those that others should hear of.
  fileprivate var noted: [StatusWait] {
    if waits.isEmpty { return [] }
    return Lane.allCases.compactMap { lane in
      guard let wait = waits[lane], wait.why != .rate else { return nil }
      return StatusWait(
        lane: lane, until: wait.hasEnd ? wait.until : nil, reason: "\(wait.why)")
    }
  }
}
