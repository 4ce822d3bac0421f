/// The files of a database as `stat` sees them: two looks that are equal saw the same content. Reading, by whomever,
/// changes nothing in it.
package struct DatabaseLook: Equatable, Sendable {
  let main: FileLook
  let log: FileLook
  let journal: FileLook

  /// The look of the database at `path`, which need not be there.
  package init(_ path: String) {
    main = FileLook(path)
    log = FileLook(path + "-wal")
    journal = FileLook(path + "-journal")
  }

  /// Whether the main file alone does not tell the whole state.
  var hasLog: Bool { !log.isMissingOrEmpty || !journal.isMissingOrEmpty }
}
