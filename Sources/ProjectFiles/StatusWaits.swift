package import Basics
package import TropeModel

/// What a lane of the run under way waits for.
package struct StatusWait: Hashable, Sendable {
  package var lane: Lane
  /// When it tries again; `nil` where nobody knows.
  package var until: Timestamp?
  /// For people, in a line.
  package var reason: String

  package init(lane: Lane, until: Timestamp?, reason: String) {
    self.lane = lane
    self.until = until
    self.reason = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// `realtime until 2026-11-22T00:00:00.000Z: the day's requests are used up`
  var line: String { lane.rawValue + (until.map { " until \($0.iso8601)" } ?? "") + ": " + reason }

  /// `nil` for a line that is none of ours.
  init?(line: some StringProtocol) {
    let line = String(line)
    guard let colon = line.firstRange(of: ": ") else { return nil }
    let head = line[..<colon.lowerBound]
    let word = head.firstRange(of: " until ")
    guard let lane = Lane(rawValue: String(head[..<(word?.lowerBound ?? head.endIndex)])) else {
      return nil
    }
    var until: Timestamp?
    if let word {
      guard let moment = Timestamp(iso8601: String(head[word.upperBound...])) else { return nil }
      until = moment
    }
    self.init(lane: lane, until: until, reason: String(line[colon.upperBound...]))
  }
}

/// The file `waiting` of a status directory: a line for each lane that waits. It is there while one does, and is worth
/// nothing where no run is under way: a kill leaves it.
extension StatusDirectory {
  static let waitingName = "waiting"

  private var waiting: String { "\(path)/\(Self.waitingName)" }

  /// What the lanes wait for; a line that is none of ours is passed over.
  package func waits() throws(FileError) -> [StatusWait] {
    do {
      return String(decoding: try AtomicFile.read(waiting), as: UTF8.self)
        .split(separator: "\n").compactMap { StatusWait(line: $0) }
    } catch {
      guard error.isMissing else { throw error }
      return []
    }
  }

  /// Tells what the lanes wait for; nothing has no file. Only for the holder of the build lock.
  package func tell(_ waits: [StatusWait]) throws(FileError) {
    guard !waits.isEmpty else {
      try FileRemoval.remove(waiting)
      return
    }
    try Directories.make(path)
    let text = waits.map { $0.line + "\n" }.joined()
    try AtomicFile.write(Array(text.utf8), to: waiting, durably: false)
  }
}
