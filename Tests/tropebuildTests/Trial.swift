import Foundation
import ProjectFiles
import Store
import TropeModel

extension TestProject {
  /// A project for both lanes, whose limits do not pace a test.
  ///
  /// - Parameters:
  ///   - batches: how many batches a run fills; 0 for real time alone.
  ///   - lines: further settings below `lanes.realtime`.
  static func forTrials(
    strategy: String = "hybrid", batches: Int = 3, batchTokens: String = "20k",
    concurrency: Int = 8, realtime lines: [String] = [], input: String = "data"
  ) throws -> TestProject {
    try TestProject(
      tropefile: """
        input:
          directory: \(input)
        plan:
          strategy: \(strategy)
          num_batches: \(max(1, batches))
          batch_token_target: \(batchTokens)
        lanes:
          batch:
            poll_interval: 200ms
          realtime:
            concurrency: \(concurrency)
        \(lines.map { "    \($0)\n" }.joined())
        limits:
          requests_per_minute: 100000
          requests_per_day: 10000000
          tokens_per_minute: 1000000000
          enqueued_tokens: 1000000000

        """)
  }

  /// Adds movies whose plots all differ; two characters each.
  func addMovies(_ ids: Range<Int>) throws {
    for id in ids {
      try addMovie(
        id,
        plot: "In town \(id) Anna Weiss, a brave captain, trusts the liar Karl Mot, who betrays "
          + "her crew for gold and is forgiven in the end of reel \(id).",
        cast: ["Anna Weiss", "Karl Mot"])
    }
  }

  /// The movies that have a record now.
  func recordedMovies() throws -> Set<MovieID> {
    guard
      let database = try TropesDatabase.openForReading(
        path: directory.appendingPathComponent("build/tropes.db").path)
    else { return [] }
    return Set(try database.recordedMovies())
  }

  /// The project's ledger, to look into.
  func ledger() throws -> Ledger? {
    try Ledger.openForReading(path: directory.appendingPathComponent("ledger.db").path)
  }

  /// How many replies the project has kept.
  func keptReplies() throws -> Int {
    guard let totals = try ledger()?.totals() else { return 0 }
    return totals.paid.replies + totals.sandbox.replies
  }

  /// How many batches of the project the server knows of.
  func createdBatches() throws -> Int {
    try ledger()?.batches().filter { $0.remoteID != nil }.count ?? 0
  }

  /// How many targets are in a state, by the status files.
  func count(_ state: TargetState) throws -> Int {
    let all = try StatusDirectory(directory.appendingPathComponent("build/status").path).all()
    return all.values.filter { $0 == state }.count
  }
}
