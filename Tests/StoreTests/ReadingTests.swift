import Store
import Testing
import TestSupport

import Glibc

/// Readers leave no trace: each test compares names, sizes, times and bytes of the directory.
@Suite struct ReadingTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// All that a dry run reads.
  private func readEverything(_ path: String) throws -> Int {
    let database = try #require(try TropesDatabase.openForReading(path: path))
    let log = try database.buildLog()
    _ = try database.failures()
    _ = try database.storedRecord(of: try Samples.movie(1))
    return log.count
  }

  private func makeDatabase(_ name: String = "tropes.db", movies: Range<Int64> = 0..<50) throws {
    let database = try Samples.tropes(at: directory(name))
    try database.record(try movies.map { try Samples.record($0) })
    try database.close()
  }

  /// Makes what a killed writer leaves: its files as they are in the middle of its work.
  private func makeCrashed(keeping suffixes: [String], as name: String = "crashed.db") throws {
    try makeDatabase("living.db")
    let writer = try TropesDatabase.open(path: directory("living.db"))
    try writer.record([try Samples.record(1_000)])
    for suffix in suffixes {
      try directory.write(
        try #require(directory.bytes(of: "living.db" + suffix)), to: name + suffix)
    }
    try writer.close()
  }

  @Test func `before the first build there is nothing to read, and nothing is made`() throws {
    let before = directory.fingerprint()
    #expect(try TropesDatabase.openForReading(path: directory("tropes.db")) == nil)
    #expect(try Ledger.openForReading(path: directory("no/such/ledger.db")) == nil)
    #expect(directory.fingerprint() == before)
  }

  @Test func `an empty file is a database in which nothing was built`() throws {
    try directory.write("", to: "tropes.db")
    let before = directory.fingerprint()
    #expect(try TropesDatabase.openForReading(path: directory("tropes.db")) == nil)
    #expect(directory.fingerprint() == before)
    _ = try Samples.tropes(at: directory("tropes.db"))
  }

  @Test func `the look of a database changes when it is written, not when it is read`() throws {
    try makeDatabase()
    let path = directory("tropes.db")
    let writer = try TropesDatabase.open(path: path)
    try writer.record([try Samples.record(1_000)])
    let before = DatabaseLook(path)
    #expect(try readEverything(path) == 51)
    #expect(DatabaseLook(path) == before)
    try writer.record([try Samples.record(1_001)])
    #expect(DatabaseLook(path) != before)
    try writer.close()
  }

  @Test func `a closed database is one file, and reading leaves it alone`() throws {
    try makeDatabase()
    #expect(directory.names() == ["tropes.db"])
    let before = directory.fingerprint()
    #expect(try readEverything(directory("tropes.db")) == 50)
    #expect(directory.fingerprint() == before)
  }

  @Test func `names that look like URIs or have odd signs in them are only names`() throws {
    for name in ["50% ?immutable=0#x.db", "file:a.db", "ü \" '.db"] {
      try makeDatabase(name)
      let before = directory.fingerprint()
      #expect(try readEverything(directory(name)) == 50)
      #expect(directory.fingerprint() == before)
    }
  }

  @Test(.enabled(if: OtherProcess.isPossible, "needs the sqlite3 shell"))
  func `while another process writes, its committed work is read and no byte is changed`() throws {
    try makeDatabase()
    let writer = try OtherProcess(directory("tropes.db"))
    try writer.run("PRAGMA journal_mode = WAL; DELETE FROM records WHERE movie_id = 1")
    try #require(directory.names() == ["tropes.db", "tropes.db-shm", "tropes.db-wal"])
    let before = directory.fingerprint()
    #expect(try readEverything(directory("tropes.db")) == 49)
    #expect(directory.fingerprint() == before)
    // Also in the middle of its transaction.
    try writer.run("BEGIN IMMEDIATE; DELETE FROM records WHERE movie_id < 10")
    #expect(try readEverything(directory("tropes.db")) == 49)
    try writer.run("COMMIT")
    #expect(try readEverything(directory("tropes.db")) == 40)
    try writer.end()
    #expect(directory.names() == ["tropes.db"])
    #expect(try readEverything(directory("tropes.db")) == 40)
  }

  @Test func `a reader that stays open sees what comes later`() throws {
    try makeDatabase()
    let reader = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    #expect(try reader.recordCount() == 50)
    try makeDatabase("next.db", movies: 0..<3)
    #expect(rename(directory("next.db"), directory("tropes.db")) == 0)
    #expect(try reader.recordCount() == 3)
    let writer = try TropesDatabase.open(path: directory("tropes.db"))
    try writer.record([try Samples.record(1_000)])
    #expect(try reader.recordCount() == 4)
    try writer.close()
    #expect(try reader.recordCount() == 4)
  }

  @Test func `a change that comes in the middle of a reading begins it again`() throws {
    try makeDatabase()
    let reader = try #require(try TropesDatabase.openForReading(path: directory("tropes.db")))
    var starts = 0
    var seen = 0
    try reader.forEachRecord {
      starts += 1
      seen = 0
    } _: { _ in
      seen += 1
      guard starts == 1, seen == 10 else { return }
      let writer = try TropesDatabase.open(path: directory("tropes.db"))
      try writer.record([try Samples.record(1_000)])
      try writer.close()
    }
    #expect(starts == 2)
    #expect(seen == 51)
  }

  @Test(arguments: [["", "-wal", "-shm"], ["", "-wal"]])
  func `what a killed writer committed is read, and its files stay`(suffixes: [String]) throws {
    try makeCrashed(keeping: suffixes)
    let before = directory.fingerprint()
    #expect(try readEverything(directory("crashed.db")) == 51)
    #expect(directory.fingerprint() == before)
  }

  @Test func `the next writer goes on from what a killed one left`() throws {
    try makeCrashed(keeping: ["", "-wal", "-shm"])
    let writer = try TropesDatabase.open(path: directory("crashed.db"))
    #expect(try writer.recordCount() == 51)
    try writer.close()
    #expect(!directory.has("crashed.db-wal"))
  }

  @Test func `a log cut in the middle of a commit loses that commit only`() throws {
    try makeCrashed(keeping: ["", "-wal", "-shm"])
    let log = try #require(directory.bytes(of: "crashed.db-wal"))
    try directory.write(Array(log.dropLast(100)), to: "crashed.db-wal")
    #expect(try readEverything(directory("crashed.db")) == 50)
    #expect(try TropesDatabase.open(path: directory("crashed.db")).recordCount() == 50)
  }

  @Test func `a log left of a deleted database does not reach the new one`() throws {
    try makeCrashed(keeping: ["-wal"])
    let database = try Samples.tropes(at: directory("crashed.db"))
    #expect(try database.recordCount() == 0)
    try database.record([try Samples.record(1)])
    #expect(try database.recordCount() == 1)
  }

  @Test func `a kill while the first database is made leaves none, and the next makes it`() throws {
    try directory.write("half of a databa", to: "tropes.db.new")
    try directory.write("and of its log", to: "tropes.db.new-wal")
    #expect(try TropesDatabase.openForReading(path: directory("tropes.db")) == nil)
    try makeDatabase()
    #expect(directory.names() == ["tropes.db"])
  }

  @Test func `calls that write are refused on a database opened for reading`() throws {
    try makeDatabase()
    let path = directory("tropes.db")
    let reader = try #require(try TropesDatabase.openForReading(path: path))
    #expect(throws: StoreError(path: path, cause: .readOnly)) {
      try reader.record([try Samples.record(1)])
    }
  }

  @Test(.enabled(if: ReadOnlyPlace.isPossible, "a read-only mount needs root and user namespaces"))
  func `a database on a read-only file system is read, with a log or without`() throws {
    try makeDatabase()
    try makeCrashed(keeping: ["", "-wal", "-shm"])
    let place = try ReadOnlyPlace(directory.path)
    defer { place.undo() }
    #expect(try readEverything(directory("tropes.db")) == 50)
    #expect(try readEverything(directory("crashed.db")) == 51)
    let path = directory("tropes.db")
    let cause = #expect(throws: StoreError.self) {
      try TropesDatabase.open(path: path).record([try Samples.record(1)])
    }?.cause
    #expect(cause == .readOnly)
  }
}
