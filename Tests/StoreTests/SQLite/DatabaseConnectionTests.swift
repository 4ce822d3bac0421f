import Store
import Testing

@Suite struct DatabaseConnectionTests {
  private func memory() throws -> DatabaseConnection {
    let connection = try DatabaseConnection(path: ":memory:", busyTimeout: 1)
    try connection.write {
      try $0.execute(
        sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, weight REAL, bytes BLOB)")
    }
    return connection
  }

  @Test func `what is bound comes back, NULL included`() throws {
    let connection = try memory()
    try connection.write {
      try $0.execute(
        sql: "INSERT INTO things VALUES (?, ?, ?, ?), (?, ?, ?, ?)",
        arguments: [
          1, "ünï\u{0}c", 1.5, [0, 255] as [UInt8], Int64.max, String?.none, Double?.none,
          [] as [UInt8],
        ])
    }
    let rows = try connection.read { try $0.rows("SELECT * FROM things ORDER BY id") }
    #expect(rows.count == 2)
    #expect(try rows[0]["name"] == "ünï\u{0}c")
    #expect(try rows[0]["weight"] == 1.5)
    #expect(try rows[0]["bytes"] == [0, 255] as [UInt8])
    #expect(try rows[1][0] == Int64.max)
    #expect(try rows[1]["name"] == String?.none)
    #expect(try rows[1]["bytes"] == [] as [UInt8])
  }

  @Test func `a column of another kind, or none, is an error and not a trap`() throws {
    let connection = try memory()
    let row = try #require(
      try connection.read { try $0.rows("SELECT 'x' AS word, NULL AS missing") }.first)
    #expect(throws: DatabaseError.self) { let _: Int = try row["word"] }
    #expect(throws: DatabaseError.self) { let _: String = try row["missing"] }
    #expect(throws: DatabaseError.self) { let _: String = try row["absent"] }
    #expect(throws: DatabaseError.self) { let _: String = try row[7] }
  }

  @Test func `a number of parameters that the statement does not have is refused`() throws {
    let connection = try memory()
    #expect(throws: DatabaseError.self) {
      try connection.write {
        try $0.execute(sql: "DELETE FROM things WHERE id = ?", arguments: [1, 2])
      }
    }
    #expect(throws: DatabaseError.self) {
      try connection.read { _ = try $0.rows("SELECT ?, ?", arguments: [1]) }
    }
  }

  @Test func `a write that throws leaves nothing`() throws {
    struct Stop: Error {}
    let connection = try memory()
    #expect(throws: Stop.self) {
      try connection.write {
        try $0.execute(sql: "INSERT INTO things (name) VALUES ('a')")
        throw Stop()
      }
    }
    #expect(try connection.read { try $0.value(Int.self, "SELECT count(*) FROM things") } == 0)
  }

  @Test func `a reading cannot write, and the next write can`() throws {
    let connection = try memory()
    #expect(throws: DatabaseError.self) {
      try connection.read { try $0.execute(sql: "INSERT INTO things (name) VALUES ('a')") }
    }
    try connection.write { try $0.execute(sql: "INSERT INTO things (name) VALUES ('b')") }
    #expect(try connection.read { try $0.value(String.self, "SELECT name FROM things") } == "b")
  }

  @Test func `after the end every access throws`() throws {
    let connection = try memory()
    try connection.close()
    try connection.close()
    #expect(throws: DatabaseError.self) { try connection.read { _ in } }
  }

  @Test func `an error has SQLite's code and words`() throws {
    let connection = try memory()
    let error = try #require(throws: DatabaseError.self) {
      try connection.write {
        try $0.execute(sql: "INSERT INTO things (id) VALUES (1)")
        try $0.execute(sql: "INSERT INTO things (id) VALUES (1)")
      }
    }
    #expect(error.code == .constraint)
    #expect(error.message.contains("things.id"))
  }
}
