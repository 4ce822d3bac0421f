/// Which lines a log gets: of each matter at most one in ten seconds, the newest, and none lost that is the last.
package struct PlainLog: Sendable {
  private var saidAt: [Matter: Duration] = [:]
  private var held: [(notice: Notice, order: Int)] = []
  private var order = 0
  private var throttles: [Matter: Throttle] = [:]

  /// Lines about one matter come no more often than this.
  package static let interval: Duration = .seconds(10)

  package init() {}

  /// Takes a line in; returns what is to be written now.
  ///
  /// - Parameter now: by the wall clock, since the start of the run.
  package mutating func take(_ notice: Notice, at now: Duration) -> String? {
    if notice.matter.isNewsEachTime {
      guard notice.matter != .program else { return notice.text }
      guard let over = throttles[notice.matter, default: Throttle()].pass(at: now) else {
        return nil
      }
      return over > 0 ? "\(notice.text) (and \(over) more like it)" : notice.text
    }
    held.removeAll { $0.notice.matter == notice.matter }
    if let last = saidAt[notice.matter], now - last < Self.interval {
      order += 1
      held.append((notice, order))
      return nil
    }
    saidAt[notice.matter] = now
    return notice.text
  }

  /// What was held back and may be written by now.
  package mutating func due(at now: Duration) -> [String] {
    let due = held.filter { now - (saidAt[$0.notice.matter] ?? .zero) >= Self.interval }
    held.removeAll { item in due.contains { $0.order == item.order } }
    for item in due { saidAt[item.notice.matter] = now }
    return due.sorted { $0.order < $1.order }.map(\.notice.text)
  }

  /// At the end: what was held back, but for what only said how things stood.
  package mutating func rest() -> [String] {
    defer { held = [] }
    return held.sorted { $0.order < $1.order }.map(\.notice).filter {
      if case .batch = $0.matter { return true }
      return false
    }.map(\.text)
  }
}
