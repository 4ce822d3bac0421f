import Basics
import TropeModel

/// Which replies a run has kept: those with numbers above `before`, up to `last`. Only the holder of the ledger's lock
/// writes, so that what is kept between a run's begin and end is the run's; a clock may be set back, or run fast in a
/// rehearsal.
///
/// It stands in `meta`, so that an older tropebuild reads the same ledger.
struct RunReplies: Equatable {
  /// The last reply before the run began; 0 where there was none.
  var before: Int64
  /// The last one when it ended; `nil` where it is under way or was killed, and then what came before the next run is its own.
  var last: Int64?

  private static let prefix = "replies of run "

  func write(ofRun run: Int64, in database: Database) throws {
    try database.setMeta(
      Self.prefix + "\(run)", to: last.map { "\(before) \($0)" } ?? "\(before)")
  }

  /// Those of all runs that noted it, by their numbers; runs of older versions did not.
  static func all(_ database: Database) throws -> [Int64: RunReplies] {
    var all: [Int64: RunReplies] = [:]
    let rows = try Statement(
      database, "SELECT name, value FROM meta WHERE name LIKE '\(prefix)%'")
    while try rows.step() {
      let numbers = rows.text(1).split(separator: " ").map { Int64($0) }
      guard let run = Int64(rows.text(0).dropFirst(prefix.count)), let before = numbers.first ?? nil
      else { continue }
      all[run] = RunReplies(before: before, last: numbers.count > 1 ? numbers[1] : nil)
    }
    return all
  }
}

/// What the replies of each run cost, by lane.
struct RunCosts {
  private let ranges: [Int64: RunReplies]
  private var costs: [Int64: [Lane: Double]] = [:]
  private let byTime: Statement

  init(_ database: Database) throws {
    ranges = try RunReplies.all(database)
    // What came while a run of an older version went on is the run's, but for what is another's by its number.
    let older = ranges.values.map(\.before).min() ?? .max
    byTime = try Statement(
      database,
      """
      SELECT lane, sum(cost_dollars) FROM replies
      WHERE received_at >= ? AND received_at <= ? AND reply_id <= \(older) GROUP BY lane
      """)
    guard !ranges.isEmpty else { return }
    let begins = ranges.map { (run: $0.key, replies: $0.value) }.sorted {
      ($0.replies.before, $0.run) < ($1.replies.before, $1.run)
    }
    // In one pass, by an index that has all of it.
    let rows = try Statement(database, "SELECT reply_id, lane, cost_dollars FROM replies")
    while try rows.step() {
      let reply = rows.int64(0)
      let place = begins.bisect { $0.replies.before < reply } - 1
      guard place >= 0, let lane = Lane(rawValue: rows.text(1)) else { continue }
      let (run, replies) = begins[place]
      if let last = replies.last, reply > last { continue }
      costs[run, default: [:]][lane, default: 0] += rows.double(2)
    }
  }

  /// In dollars; `nil` of a run of an older version that has not ended.
  func byLane(
    ofRun run: Int64, from startedAt: Timestamp, to endedAt: Timestamp?
  ) throws -> [Lane: Double]? {
    if ranges[run] != nil { return costs[run] ?? [:] }
    guard let endedAt else { return nil }
    var real: [Lane: Double] = [:]
    byTime.bind(startedAt.iso8601, at: 1)
    byTime.bind(endedAt.iso8601, at: 2)
    while try byTime.step() {
      if let lane = Lane(rawValue: byTime.text(0)) { real[lane] = byTime.double(1) }
    }
    byTime.reset()
    return real
  }
}
