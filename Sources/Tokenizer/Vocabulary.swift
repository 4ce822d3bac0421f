/// A byte-pair vocabulary, ready to count with. A value; copies share the tables.
package struct Vocabulary: Sendable {
  package let source: VocabularySource
  /// Whether it came from an index file.
  package let isFromIndex: Bool
  /// The tables it counts with.
  let tables: VocabularyTables

  /// Reads a vocabulary in tiktoken's text format, whose SHA-256 must be the source's.
  ///
  /// - Parameter indexPath: Where an index may lie (see ``writeIndex(at:)``). A whole index made
  ///   from the same vocabulary is mapped in the text's place; the text is then asked for its size
  ///   only. With anything else there, or nothing, the text is read.
  package static func load(
    path: String, source: VocabularySource = .o200kBase, indexPath: String? = nil
  ) throws(VocabularyError) -> Vocabulary {
    if let indexPath, FileStatus.byteCount(path) == source.byteCount,
      let tables = VocabularyIndex.tables(path: indexPath, source: source)
    {
      return Vocabulary(source: source, isFromIndex: true, tables: tables)
    }
    let text = try MappedFile(path: path)
    try VocabularyHash.check(text.bytes, is: source, path: path)
    return Vocabulary(
      source: source, isFromIndex: false,
      tables: try TiktokenFile.tables(from: text.bytes, source: source, path: path))
  }

  /// Writes the tables as a file that the next ``load(path:source:indexPath:)`` can map instead of
  /// reading the text. `path` belongs in our own cache:
  /// ``VocabularyStore/indexPath(for:environment:)``.
  package func writeIndex(at path: String) throws(VocabularyError) {
    try VocabularyIndex.write(tables, source: source, to: path)
  }
}
