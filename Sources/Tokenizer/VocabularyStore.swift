import Basics
/// Where vocabulary files lie, and how one is put there.
package enum VocabularyStore {
  /// The environment's variables that these functions look at.
  package static let variables = [
    "TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "TMPDIR", "TEMP", "TMP",
  ]

  /// The paths at which the vocabulary may lie, best first: the one the user named, tiktoken's own
  /// cache, ours. Nothing is looked at; the list follows from its arguments alone.
  ///
  /// tiktoken's rules: `TIKTOKEN_CACHE_DIR`, else `DATA_GYM_CACHE_DIR`, else `data-gym-cache` in
  /// the folder for temporary files; whichever decides, an empty value turns that cache off.
  package static func candidates(
    for source: VocabularySource = .o200kBase, explicit: String?, environment: [String: String]
  ) -> [String] {
    var folders: [String] = []
    if let named = environment["TIKTOKEN_CACHE_DIR"] ?? environment["DATA_GYM_CACHE_DIR"] {
      if !named.isEmpty { folders = [named] }
    } else {
      folders = temporaryFolders(environment).map { join($0, "data-gym-cache") }
    }
    var paths = folders.map { join($0, source.tiktokenFileName) }
    if let explicit, !explicit.isEmpty { paths.insert(explicit, at: 0) }
    if let own = installPath(for: source, environment: environment) { paths.append(own) }
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }

  /// The first of ``candidates(for:explicit:environment:)`` that is a readable file, or `nil`.
  /// Whether it is the right one, ``Vocabulary/load(path:source:indexPath:)`` finds out.
  package static func locate(
    _ source: VocabularySource = .o200kBase, explicit: String?, environment: [String: String]
  ) -> String? {
    candidates(for: source, explicit: explicit, environment: environment)
      .first { FileStatus.isReadableFile($0) }
  }

  /// Where a downloaded vocabulary belongs: `$XDG_CACHE_HOME/tropebuild`, else
  /// `~/.cache/tropebuild`. `nil` where neither variable tells a place.
  package static func installPath(
    for source: VocabularySource, environment: [String: String]
  ) -> String? {
    cacheFolder(environment).map { join($0, source.fileName) }
  }

  /// Where the index belongs: in our own cache, never in tiktoken's, wherever the vocabulary lies.
  package static func indexPath(
    for source: VocabularySource = .o200kBase, environment: [String: String]
  ) -> String? {
    cacheFolder(environment).map { join($0, source.indexFileName) }
  }

  /// Checks downloaded bytes against the published SHA-256 and writes them under a temporary name,
  /// to disk and then to `path`, creating its folder: at `path` there is the whole file or what was
  /// there before.
  package static func install(
    _ bytes: [UInt8], of source: VocabularySource = .o200kBase, at path: String
  ) throws(VocabularyError) {
    let outcome = bytes.withUnsafeBytes { raw in
      Result { () throws(VocabularyError) in
        try VocabularyHash.check(raw, is: source, path: nil)
        try AtomicFileWriter.write([raw], to: path)
      }
    }
    try outcome.get()
  }

  private static func cacheFolder(_ environment: [String: String]) -> String? {
    // The XDG rules ignore a relative path.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return join(base, "tropebuild")
    }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return join(home, ".cache/tropebuild")
  }

  /// The folders Python's `tempfile.gettempdir` tries, in its order.
  private static func temporaryFolders(_ environment: [String: String]) -> [String] {
    ["TMPDIR", "TEMP", "TMP"].compactMap { environment[$0] }.filter { !$0.isEmpty }
      + ["/tmp", "/var/tmp", "/usr/tmp"]
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
