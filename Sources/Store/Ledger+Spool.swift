/// What was paid for while the ledger could not be written: a small ledger beside it, taken in as soon as that can.
extension Ledger {
  /// What is put behind the ledger's name for the file beside it.
  package static let spoolEnding = "-spool"

  /// Which of such files was taken in last.
  private static let spoolTaken = "spool_taken"

  /// Where `spool` puts replies.
  package var spoolPath: String { path + Self.spoolEnding }

  /// Keeps replies beside the ledger, as durably as in it.
  package func spool(_ replies: [PaidReply]) throws(StoreError) {
    guard !replies.isEmpty else { return }
    let spool = try Ledger(DatabaseFile.forWriting(path: spoolPath, format: .ledger))
    try spool.keep(replies)
    try spool.close()
  }

  /// Takes in what lies beside the ledger, in one transaction, and removes it. A kill in between takes nothing in twice.
  ///
  /// - Returns: how many replies.
  @discardableResult
  package func takeInSpool() throws(StoreError) -> Int {
    guard FileLook(spoolPath).exists else { return 0 }
    // Brings it up to this version, and folds in what a kill left in its log.
    try Ledger(DatabaseFile.forWriting(path: spoolPath, format: .ledger)).close()
    let count = try file.write(beside: spoolPath, as: "spool") { database in
      let id = try database.value(
        String.self, "SELECT value FROM spool.meta WHERE name = 'project_id'")
      guard let id, try id != database.meta(Self.spoolTaken) else { return 0 }
      let columns = try database.rows("PRAGMA main.table_info(replies)")
        .map { try $0["name"] as String }.filter { $0 != "reply_id" }.joined(separator: ", ")
      let last =
        try database.value(Int64.self, "SELECT coalesce(max(reply_id), 0) FROM replies") ?? 0
      try database.execute(
        sql: """
          INSERT INTO replies (reply_id, \(columns))
            SELECT reply_id + \(last), \(columns) FROM spool.replies;
          INSERT INTO answers (question, reply_id, key, verdict, is_sandbox, movies_per_request)
            SELECT question, reply_id + \(last), key, verdict, is_sandbox, movies_per_request
            FROM spool.answers;
          """)
      try database.setMeta(Self.spoolTaken, to: id)
      return try database.value(Int.self, "SELECT count(*) FROM spool.replies") ?? 0
    }
    for suffix in [""] + SQLitePath.companionSuffixes { FileLook.remove(spoolPath + suffix) }
    return count
  }
}
