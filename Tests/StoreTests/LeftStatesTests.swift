import Store
import Testing
import TestSupport

/// What SQLite can leave behind: a log that was only begun, a disk that was full, a copy of one file of several.
@Suite struct LeftStatesTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var path: String { directory("ledger.db") }

  private func reply(_ number: Int) -> PaidReply { Samples.reply([number]) }

  @Test(arguments: [0, 1, 31, 32])
  func `a log that a kill left with its header alone hinders nobody`(size: Int) throws {
    let ledger = try Ledger.open(path: path)
    let id = try ledger.projectID()
    try ledger.close()
    let header: [UInt8] = [0x37, 0x7f, 0x06, 0x82, 0x00, 0x2d, 0xe2, 0x18]
    try directory.write(
      Array((header + [UInt8](repeating: 7, count: 24)).prefix(size)), to: "ledger.db-wal")
    // With the index that a killed process leaves, and which nobody holds.
    try directory.write([UInt8](repeating: 0, count: 32_768), to: "ledger.db-shm")
    #expect(try Ledger.openForReading(path: path)?.projectID() == id)
    let writer = try Ledger.open(path: path)
    #expect(try writer.projectID() == id)
    try writer.close()
  }

  @Test func `after a run each database is one file that needs no other`() throws {
    let ledger = try Ledger.open(path: path)
    _ = try ledger.keep([reply(1)])
    try ledger.close()
    #expect(directory.names() == ["ledger.db"])
    // Bytes 18 and 19 of the header: 1 is a database without a log, 2 one that wants its log and index to be read.
    let header = try #require(directory.bytes(of: "ledger.db")).prefix(20)
    #expect(Array(header.suffix(2)) == [1, 1])
  }

  @Test func `a backup taken in the middle of a run holds every reply`() throws {
    let ledger = try Ledger.open(path: path)
    for number in 1...25 { _ = try ledger.keep([reply(number)]) }
    try ledger.backUp(to: directory("backup.db"))
    let copy = try #require(try Ledger.openForReading(path: directory("backup.db")))
    #expect(try copy.totals().paid.replies == 25)
    // Also from a ledger that is only read, and over an older backup.
    let reader = try #require(try Ledger.openForReading(path: path))
    _ = try ledger.keep([reply(26)])
    try reader.backUp(to: directory("backup.db"))
    #expect(try Ledger.openForReading(path: directory("backup.db"))?.totals().paid.replies == 26)
    #expect(!directory.has("backup.db.new"))
  }

  @Test func `a backup replaces nothing but a ledger`() throws {
    let ledger = try Ledger.open(path: path)
    try directory.write("my notes", to: "notes.txt")
    #expect(throws: StoreError.self) { try ledger.backUp(to: directory("notes.txt")) }
    #expect(directory.bytes(of: "notes.txt") == Array("my notes".utf8))
    let tropes = try Samples.tropes(at: directory("tropes.db"))
    try tropes.close()
    #expect(throws: StoreError.self) { try ledger.backUp(to: directory("tropes.db")) }
  }

  @Test func `a backup into a directory that is not there says so`() throws {
    let ledger = try Ledger.open(path: path)
    let target = directory("none/backup.db")
    let error = #expect(throws: StoreError.self) { try ledger.backUp(to: target) }
    #expect(
      error?.description
        == "'\(target)' cannot be made: there is no directory '\(directory("none"))'; "
        + "make it first, or name another file")
    #expect(!directory.has("none"))
  }

  @Test func `a copy of the file alone has all but the last moments`() throws {
    let ledger = try Ledger.open(path: path)
    for number in 1...25 { _ = try ledger.keep([reply(number)]) }
    // The first write folds the log in, later ones do so every other second.
    try directory.write(try #require(directory.bytes(of: "ledger.db")), to: "copy.db")
    #expect(
      try #require(try Ledger.openForReading(path: directory("copy.db"))).totals().paid.replies >= 1
    )
  }

  @Test(.enabled(if: SmallDisk.isPossible, "a small disk needs root"), arguments: [true, false])
  func `a disk that is full while a database is made leaves none, and the next run makes it`(
    isLedger: Bool
  ) throws {
    for kilobytes in stride(from: 12, through: 420, by: 12) {
      let disk = try SmallDisk(over: directory.path, kilobytes: kilobytes)
      defer { disk.undo() }
      let file = directory("some.db")
      if isLedger {
        if let made = try? Ledger.open(path: file) { try? made.close() }
      } else if let made = try? TropesDatabase.open(path: file) {
        try? made.close()
      }
      try disk.grow(kilobytes: 4_096)
      if isLedger {
        let ledger = try Ledger.open(path: file)
        #expect(try !ledger.projectID().isEmpty)
        try ledger.close()
      } else {
        let tropes = try TropesDatabase.open(path: file)
        #expect(try tropes.recordCount() == 0)
        try tropes.close()
      }
      #expect(directory.names() == ["some.db"])
    }
  }
}
