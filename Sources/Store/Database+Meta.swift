/// The table `meta`, which both databases have: texts under names.
extension Database {
  /// What stands under a name; `nil` for nothing.
  func meta(_ name: String) throws -> String? {
    let row = try keptStatement("SELECT value FROM meta WHERE name = ?")
    row.bind(name, at: 1)
    return try row.step() ? row.optionalText(0) : nil
  }

  /// Puts a text under a name, in place of what stood there.
  func setMeta(_ name: String, to text: String) throws {
    try keptStatement(
      "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2"
    )
    .run([name, text])
  }
}
