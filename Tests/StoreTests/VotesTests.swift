import Store
import Testing
import TestSupport
import TropeModel

/// Votes on the labels of records.
@Suite struct VotesTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
    try database.record([try Samples.record(1), try Samples.record(2)])
  }

  private func votes(
    _ movie: Int64, asks: Int = 3, answers: Int = 3, isOpen: Bool = false,
    _ confidences: [String: Double] = ["Ann": 0.666_667]
  ) throws -> RecordVotes {
    RecordVotes(
      movie: try Samples.movie(movie), question: try Samples.logEntry(movie).question, asks: asks,
      answers: answers, isOpen: isOpen, confidences: confidences)
  }

  private func open(asks: Int = 3) throws -> [Int64] {
    try database.moviesToVote(recipe: Samples.recipe.combined, asks: asks).map(\.number)
  }

  private var rows: [String] {
    get throws {
      try Shell(directory("tropes.db")).rows(
        "SELECT movie_id, name, confidence FROM labels ORDER BY 1, 2")
    }
  }

  @Test func `a record has the confidences of its votes, and then nothing more to vote on`() throws
  {
    #expect(try open() == [1, 2])
    try database.setVotes([try votes(1)])
    #expect(try rows == ["1|Ann|0.666667", "1|Smith, John|", "2|Ann|", "2|Smith, John|"])
    #expect(try open() == [2])
    // Another number of asks is another question.
    #expect(try open(asks: 5) == [1, 2])
    try database.setVotes([try votes(1, asks: 5, answers: 4, ["Smith, John": 0.25])])
    #expect(try rows.prefix(2) == ["1|Ann|", "1|Smith, John|0.25"])
    #expect(try open() == [1, 2] && open(asks: 5) == [2])
    let movie = try Samples.movie(1)
    #expect(try database.voteCounts() == [movie: VoteCount(asks: 5, answers: 4, isOpen: false)])
    #expect(try database.confidences(of: [movie]) == [movie: ["Smith, John": 0.25]])
  }

  @Test func `what is open stays to be voted on`() throws {
    try database.setVotes([try votes(1, answers: 2, isOpen: true, [:])])
    #expect(try open() == [1, 2])
  }

  @Test func `a record that is written anew has no votes any more`() throws {
    try database.setVotes([try votes(1), try votes(2)])
    #expect(try open().isEmpty)
    try database.record([try Samples.record(1)])
    #expect(try open() == [1])
    try database.remove([try Samples.movie(2)])
    #expect(try Shell(directory("tropes.db")).rows("SELECT count(*) FROM votes") == ["0"])
  }

  @Test func `votes on another question than the record's are not written`() throws {
    var other = try votes(1)
    other.question = Samples.digest(77)
    try database.setVotes([other, try votes(3)])
    #expect(try open() == [1, 2])
    #expect(try Shell(directory("tropes.db")).rows("SELECT count(*) FROM votes") == ["0"])
  }

  @Test func `a database from before votes is read as one without any`() throws {
    try database.close()
    try Shell(directory("tropes.db")).run(
      "DROP TRIGGER voted_record_deleted; DROP TABLE votes; PRAGMA user_version = 4")
    let old = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    #expect(try old.moviesToVote(recipe: Samples.recipe.combined, asks: 3).count == 2)
    #expect(try old.voteCounts().isEmpty)
    try old.close()
  }
}
