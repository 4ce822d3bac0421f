import Store
import Testing
import TestSupport
import TropeModel

@Suite struct ProgressTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
  }

  private func rows(_ sql: String) throws -> [String] {
    try Shell(directory("tropes.db")).rows(sql)
  }

  private func failure(_ movie: Int64, question: Digest? = Samples.digest(1)) throws
    -> FailureRow
  {
    FailureRow(
      FailedTarget(movie: try Samples.movie(movie), reason: "refused twice", attempts: 3),
      question: question, failedAt: Samples.now, castStatus: .noNames, tokenCount: 12)
  }

  private func pending(_ movie: Int64, _ state: TargetState, batch: Int? = nil) throws
    -> PendingTarget
  {
    PendingTarget(
      movie: try Samples.movie(movie), state: state, castStatus: .noCastFile, batchNumber: batch,
      remoteBatchID: batch.map { "batch_\($0)" }, tokenCount: 10, since: Samples.now)
  }

  @Test func `failures are kept until the movie is built`() throws {
    let failures = [try failure(1), try failure(2, question: nil)]
    try database.record([], failures: failures.reversed())
    #expect(try database.failures() == failures.map(\.target))
    #expect(
      try rows(
        "SELECT question, failed_at, cast_status, token_count FROM failures ORDER BY movie_id") == [
          "\(Samples.digest(1).hex)|\(Samples.now.iso8601)|EMPTY_CHARACTERS|12",
          "|\(Samples.now.iso8601)|EMPTY_CHARACTERS|12",
        ])
    try database.record([try Samples.record(1)])
    #expect(try database.failures() == [failures[1].target])
    try database.clearFailures(of: [try Samples.movie(2)])
    #expect(try database.failures().isEmpty)
  }

  @Test func `the first system's view of movies shows every state in its spelling`() throws {
    try database.record([try Samples.record(1), try Samples.record(2, batch: 4)])
    try database.record([], failures: [try failure(3)])
    try database.setPending([
      try pending(4, .queued), try pending(5, .sent), try pending(6, .submitted, batch: 9),
    ])
    let time = "2026-11-22 17:41:31.029000"
    #expect(
      try rows("SELECT * FROM tropemovie ORDER BY id") == [
        "1|COMPLETE|COMPLETED|CHAT|||2428|\(time)",
        "2|COMPLETE|COMPLETED|BATCH|batch_4|4|2428|\(time)",
        "3|EMPTY_CHARACTERS|FAILED|CHAT|||12|\(time)",
        "4|MISSING_METADATA|PENDING|CHAT|||10|\(time)",
        "5|MISSING_METADATA|PROCESSING|CHAT|||10|\(time)",
        "6|MISSING_METADATA|PROCESSING|BATCH|batch_9|9|10|\(time)",
      ])
    let types = try rows("SELECT DISTINCT typeof(id), typeof(token_count) FROM tropemovie")
    #expect(types == ["text|integer"])
  }

  @Test func `a movie stands in that view once, whatever is known of it`() throws {
    try database.record([try Samples.record(1)])
    try database.record([], failures: [try failure(1)])
    #expect(try rows("SELECT processed_status FROM tropemovie") == ["FAILED"])
    try database.setPending([try pending(1, .queued)])
    #expect(try rows("SELECT processed_status FROM tropemovie") == ["PENDING"])
    try database.record([try Samples.record(1)])
    #expect(try rows("SELECT processed_status FROM tropemovie") == ["COMPLETED"])
  }

  @Test func `the first system's view of characters has its columns`() throws {
    try database.record([try Samples.record(1, names: ["Ann", "Bob"])])
    #expect(
      try rows("SELECT movie_id, name, trope, typeof(movie_id), typeof(id) FROM character_tropes")
        == ["1|Ann|CHOSEN_ONE|text|integer", "1|Bob|CHOSEN_ONE|text|integer"])
    #expect(try rows("SELECT count(DISTINCT id) FROM character_tropes") == ["2"])
  }

  @Test func `what a run had taken up is forgotten on request`() throws {
    try database.setPending([try pending(1, .queued), try pending(2, .sent)])
    try database.clearPending([try Samples.movie(1)])
    #expect(try rows("SELECT movie_id FROM pending") == ["2"])
    try database.clearPending()
    #expect(try rows("SELECT movie_id FROM pending").isEmpty)
  }
}
