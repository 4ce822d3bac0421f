import CSQLite
import Testing

@testable import Store

@Suite struct KeptStatementTests {
  private let connection: DatabaseConnection

  init() throws {
    connection = try DatabaseConnection(path: ":memory:", busyTimeout: 1)
    try connection.write {
      try $0.execute(sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
    }
  }

  private func insert(_ id: Int, _ name: String?) throws {
    try connection.write { try Self.insertion($0).run([id, name]) }
  }

  private static func insertion(_ database: Database) throws -> Statement {
    try database.keptStatement("INSERT INTO things (id, name) VALUES (?, ?)")
  }

  private static func ids(_ database: Database) throws -> Statement {
    try database.keptStatement("SELECT id FROM things ORDER BY id")
  }

  private func names() throws -> [String] {
    try connection.read { database in
      try database.rows("SELECT coalesce(name, 'NULL') FROM things ORDER BY id").map { try $0[0] }
    }
  }

  /// How often each statement that the connection has was run.
  private func runs() throws -> [Int32] {
    try connection.access { database in
      var runs: [Int32] = []
      var statement = sqlite3_next_stmt(database.connection, nil)
      while let one = statement {
        runs.append(sqlite3_stmt_status(one, SQLITE_STMTSTATUS_RUN, 0))
        statement = sqlite3_next_stmt(database.connection, one)
      }
      return runs
    }
  }

  @Test func `is prepared once, in however many accesses it is run`() throws {
    for id in 1...3 { try insert(id, "a") }
    #expect(try runs() == [3])
  }

  @Test func `knows nothing of the use before, whether that went well or not`() throws {
    try insert(1, "a")
    let error = try #require(throws: DatabaseError.self) { try insert(1, "b") }
    #expect(error.code == .constraint)
    try connection.write { database in
      let insertion = try Self.insertion(database)
      insertion.bind(2, at: 1)
      try insertion.run()
    }
    let long = String(repeating: "long", count: 100_000)
    try insert(3, long)
    try insert(4, "b")
    #expect(try names() == ["a", "NULL", long, "b"])
    #expect(try runs() == [5])
  }

  @Test func `one that is left among its rows hinders nobody and begins anew`() throws {
    for id in 1...3 { try insert(id, "a") }
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try connection.read { database in
        let ids = try Self.ids(database)
        guard try ids.step(), try ids.step() else { return }
        throw Stop()
      }
    }
    try connection.write { try $0.execute(sql: "DELETE FROM things WHERE id = 1") }
    try connection.read { database in
      let ids = try Self.ids(database)
      #expect(try ids.step())
      #expect(ids.int(0) == 2)
    }
  }

  @Test func `two in use at once are two, of which one is kept`() throws {
    for id in 1...2 { try insert(id, "a") }
    try connection.read { database in
      let (outer, inner) = (try Self.ids(database), try Self.ids(database))
      #expect(try outer.step())
      #expect(try inner.step())
      #expect(try outer.step())
      #expect(outer.int(0) == 2)
      #expect(inner.int(0) == 1)
    }
    #expect(try runs().count == 2)
  }

  @Test func `is run on a table that was made anew since`() throws {
    try insert(1, "a")
    try connection.write {
      try $0.execute(
        sql: """
          DROP TABLE things;
          CREATE TABLE things (kind TEXT DEFAULT 'k', id INTEGER PRIMARY KEY, name TEXT);
          """)
    }
    try insert(2, "b")
    let row = try connection.read { try $0.rows("SELECT * FROM things") }.first
    #expect(try row?[0] == "k")
    #expect(try row?[2] == "b")
  }

  @Test func `does not hold the connection open`() throws {
    try insert(1, "a")
    try connection.close()
  }
}
