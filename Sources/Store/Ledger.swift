/// ledger.db: all that cost money. Every call that writes is one transaction that outlives a power cut. Safe to
/// use from concurrent tasks; calls are done one after the other.
package final class Ledger: Sendable {
  let file: DatabaseFile
  /// The project that batches are written down for; `nil` where none are.
  let owner: String?

  init(_ file: DatabaseFile, owner: String? = nil) {
    self.file = file
    self.owner = owner
  }

  /// Opens for reading and writing; makes it, with a new project id, where there is none. Its directory must
  /// exist. What an earlier run could not write into it and left beside it is taken in.
  ///
  /// - Parameter owner: the project that batches are written down for.
  package static func open(path: String, owner: String? = nil) throws(StoreError) -> Ledger {
    let ledger = Ledger(try DatabaseFile.forWriting(path: path, format: .ledger), owner: owner)
    try ledger.takeInSpool()
    return ledger
  }

  /// Opens for reading: changes no byte and makes no file, also while another process writes or where one was
  /// killed. `nil` where nothing has been bought yet. Calls that write throw `readOnly`.
  package static func openForReading(path: String) throws(StoreError) -> Ledger? {
    guard let file = try DatabaseFile.forReading(path: path, format: .ledger) else { return nil }
    return Ledger(file)
  }

  /// The file, as it was named.
  package var path: String { file.path }

  /// Lets go of the file; afterwards the object must not be used.
  package func close() throws(StoreError) { try file.close() }

  /// Writes a copy of the ledger to `path`, whole or not at all, also while another process writes; a file there is
  /// replaced only where it is a ledger. Throws `StoreError` about the file that it names.
  package func backUp(to path: String) throws(StoreError) {
    try file.copy(to: path, format: .ledger)
  }

  /// 32 hexadecimal digits made at random with the ledger: by them a project knows its own batches.
  package func projectID() throws(StoreError) -> String {
    try file.read { database in
      let id = try database.meta("project_id")
      guard let id else {
        throw DatabaseError(.corrupt, "it has no project id")
      }
      return id
    }
  }
}
