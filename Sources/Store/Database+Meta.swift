/// The table `meta`, which both databases have: texts under names.
extension Database {
  /// What stands under a name; `nil` for nothing.
  func meta(_ name: String) throws -> String? {
    try value(String.self, "SELECT value FROM meta WHERE name = ?", arguments: [name])
  }

  /// Puts a text under a name, in place of what stood there.
  func setMeta(_ name: String, to text: String) throws {
    try execute(
      sql: "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
      arguments: [name, text])
  }
}
