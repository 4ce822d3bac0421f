import Store
import Testing
import TestSupport

@Suite struct StoreErrorTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// What opening says, for writing and for reading; neither may change the file.
  private func causes(_ name: String) throws -> [StoreError.Cause?] {
    let path = directory(name)
    let before = directory.fingerprint()
    let writing = #expect(throws: StoreError.self) { _ = try TropesDatabase.open(path: path) }
    let reading = #expect(throws: StoreError.self) {
      _ = try TropesDatabase.openForReading(path: path)
    }
    #expect(directory.fingerprint() == before)
    return [writing?.cause, reading?.cause]
  }

  @Test func `a file that is no database is told and left alone`() throws {
    try directory.write(String(repeating: "no database at all\n", count: 100), to: "tropes.db")
    #expect(try causes("tropes.db") == [.notADatabase, .notADatabase])
  }

  @Test func `somebody else's database is told and left alone`() throws {
    do { try Shell(directory("tropes.db")).run("CREATE TABLE theirs (a); PRAGMA user_version = 9") }
    #expect(try causes("tropes.db") == [.foreign, .foreign])
  }

  @Test func `a ledger is not taken for tropes.db`() throws {
    try Ledger.open(path: directory("ledger.db")).close()
    #expect(try causes("ledger.db") == [.foreign, .foreign])
  }

  @Test func `a database from a newer version is told and left alone`() throws {
    try TropesDatabase.open(path: directory("tropes.db")).close()
    do { try Shell(directory("tropes.db")).run("PRAGMA user_version = 7") }
    let newer = StoreError.Cause.newerVersion(found: 7, known: 6)
    #expect(try causes("tropes.db") == [newer, newer])
  }

  @Test func `damage is found where it is read`() throws {
    let database = try Samples.tropes(at: directory("tropes.db"))
    try database.record(try (0..<500).map { try Samples.record($0) })
    try database.close()
    var bytes = try #require(directory.bytes(of: "tropes.db"))
    for index in 4_096 * 4..<bytes.count { bytes[index] = 0xA5 }
    try directory.write(bytes, to: "tropes.db")
    for isReading in [true, false] {
      let error = #expect(throws: StoreError.self) {
        let path = directory("tropes.db")
        let opened =
          isReading ? try TropesDatabase.openForReading(path: path) : try .open(path: path)
        _ = try opened?.buildLog()
      }
      guard case .damaged = error?.cause else {
        Issue.record("damage was reported as \(String(describing: error?.cause))")
        continue
      }
    }
  }

  @Test func `a value that tropebuild never writes counts as damage`() throws {
    let database = try Samples.tropes(at: directory("tropes.db"))
    try database.record([try Samples.record(1)])
    try Shell(directory("tropes.db")).run("UPDATE build_log SET plot_hash = x'00'")
    let error = #expect(throws: StoreError.self) { _ = try database.buildLog() }
    #expect(error?.cause == .damaged("column 'plot_hash' holds something impossible"))
  }

  @Test func `a directory in place of the file cannot be opened`() throws {
    let error = #expect(throws: StoreError.self) {
      _ = try TropesDatabase.open(path: directory.path)
    }
    guard case .cannotOpen = error?.cause else {
      Issue.record("reported as \(String(describing: error?.cause))")
      return
    }
  }

  @Test func `a missing directory is named, and not made`() throws {
    let path = directory("no/such/tropes.db")
    let error = #expect(throws: StoreError.self) { _ = try TropesDatabase.open(path: path) }
    #expect(error == StoreError(path: path, cause: .noDirectory(directory("no/such"))))
    #expect(!directory.has("no"))
  }

  @Test(.enabled(if: FullDisk.isPossible, "a tiny tmpfs needs root"))
  func `a full disk is told, and what was recorded before stays`() throws {
    let disk = try FullDisk(directory.path, bytes: 400_000)
    defer { disk.undo() }
    let path = directory("tropes.db")
    let database = try Samples.tropes(at: path)
    var recorded = 0
    let error = #expect(throws: StoreError.self) {
      for group in 0..<Int64(1_000) {
        let movies = (group * 20)..<(group * 20 + 20)
        try database.record(try movies.map { try Samples.record($0) })
        recorded += movies.count
      }
    }
    #expect(error == StoreError(path: path, cause: .diskFull))
    #expect(recorded > 0)
    #expect(try database.recordCount() == recorded)
    #expect(try TropesDatabase.openForReading(path: path)?.buildLog().count == recorded)
    // Nor can another be made there, and none is left half made.
    let ledger = directory("ledger.db")
    let second = #expect(throws: StoreError.self) { _ = try Ledger.open(path: ledger) }
    #expect(second?.cause == .diskFull)
    #expect(directory.names().allSatisfy { !$0.hasPrefix("ledger.db") })
    try database.close()
  }

  @Test(arguments: [
    (StoreError.Cause.notADatabase, "'a/tropes.db' is not an SQLite database; move it away"),
    (.foreign, "not one that tropebuild made"),
    (.newerVersion(found: 7, known: 1), "(schema 7, this one knows up to 1); update tropebuild"),
    (.damaged("malformed"), "is damaged (malformed); records come back from the ledger at no cost"),
    (.damaged("malformed"), "a ledger's replies do not: rescue what is left of them"),
    (.busy, "is being written by another process; wait until"),
    (.readOnly, "cannot be written; check the permissions"),
    (.diskFull, "the disk is full; make room and run again"),
    (.cannotOpen("it is gone"), "cannot be opened (it is gone); check that its directory exists"),
    (.noDirectory("a"), "cannot be made: there is no directory 'a'; make it first"),
    (.other(code: 1, message: "no such table"), "(SQLite error 1: no such table); run again"),
  ])
  func `each fault says what is wrong and what to do`(cause: StoreError.Cause, part: String) {
    let text = StoreError(path: "a/tropes.db", cause: cause).description
    #expect(text.contains(part), "\(text)")
    #expect(text.hasPrefix("'a/tropes.db' "))
    #expect(!text.hasSuffix("."))
  }
}
