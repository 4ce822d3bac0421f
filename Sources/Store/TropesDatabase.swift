import Basics

/// tropes.db: what has been built. Safe to use from concurrent tasks; calls are done one after the other.
package final class TropesDatabase: Sendable {
  let file: DatabaseFile
  /// What people labelled, for records that are still to be written.
  let hands = Locked(HandLabels())

  private init(_ file: DatabaseFile) { self.file = file }

  /// Opens for reading and writing; makes it where there is none. Its directory must exist.
  package static func open(path: String) throws(StoreError) -> TropesDatabase {
    TropesDatabase(try DatabaseFile.forWriting(path: path, format: .tropes))
  }

  /// Opens for reading: changes no byte and makes no file, also while another process writes or where one was
  /// killed. `nil` where nothing has been built yet. Calls that write throw `readOnly`.
  package static func openForReading(path: String) throws(StoreError) -> TropesDatabase? {
    guard let file = try DatabaseFile.forReading(path: path, format: .tropes) else { return nil }
    return TropesDatabase(file)
  }

  /// Lets go of the file; afterwards the object must not be used.
  package func close() throws(StoreError) { try file.close() }

  /// The model name by which the sandbox's replies are known.
  package static let sandboxModel = "sandbox-lexical"
}
