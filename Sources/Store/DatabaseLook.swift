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

  /// A log of this many bytes, or fewer, has a header and no frame: SQLite writes and syncs the header of a new log by
  /// itself, so a kill or a power cut can leave one (https://www.sqlite.org/fileformat2.html#walformat).
  static let logHeaderByteCount = 32

  /// Whether the main file alone does not tell the whole state.
  var hasLog: Bool { log.size > Self.logHeaderByteCount || !journal.isMissingOrEmpty }
}
