import Basics
/// The tables of a vocabulary as a file to map: a header, then the block of ``VocabularyTables``.
///
/// The header holds, as words of 64 bits in the machine's byte order: a magic number, which tells a
/// file of the other byte order from ours; the format's version; the vocabulary's size and SHA-256
/// (four words); number of tokens, bytes of all tokens, longest token; size and checksum of the
/// block. A file that differs in any of them is not used. It is zero up to ``headerSize``.
enum VocabularyIndex {
  /// To be raised with every change of layout or hash.
  static let formatVersion: UInt64 = 1
  /// One page, so that the block is aligned.
  static let headerSize = 4096
  private static let magic: UInt64 = 0x7472_6F70_6569_6478  // "tropeidx"

  /// Writes the index atomically.
  static func write(
    _ tables: VocabularyTables, source: VocabularySource, to path: String
  ) throws(VocabularyError) {
    var header = identity(of: source)
    let tokenBytes = UInt64(tables.offsets[tables.tokenCount])
    header += [
      UInt64(tables.tokenCount), tokenBytes, UInt64(tables.longestToken),
      UInt64(tables.block.count),
    ]
    header.append(checksum(tables.block, after: header))
    header += [UInt64](repeating: 0, count: headerSize / 8 - header.count)
    let outcome = header.withUnsafeBytes { bytes in
      Result { () throws(VocabularyError) in
        try AtomicFileWriter.write([bytes, tables.block], to: path)
      }
    }
    try outcome.get()
  }

  /// The tables of an index made from this vocabulary in this format, or `nil`.
  static func tables(path: String, source: VocabularySource) -> VocabularyTables? {
    guard let file = try? MappedFile(path: path), file.bytes.count > headerSize else { return nil }
    let words = file.bytes.bindMemory(to: UInt64.self)
    let identity = identity(of: source)
    let rest = identity.count
    guard words.prefix(rest).elementsEqual(identity),
      words[rest] == UInt64(source.tokenCount),
      words[rest + 1] <= UInt64(source.byteCount), words[rest + 2] <= UInt64(source.byteCount)
    else { return nil }
    let layout = VocabularyTables.Layout(
      tokenCount: source.tokenCount, tokenBytes: Int(words[rest + 1]))
    let block = UnsafeRawBufferPointer(rebasing: file.bytes.dropFirst(headerSize))
    guard let base = block.baseAddress, block.count == layout.byteCount,
      words[rest + 3] == UInt64(block.count),
      words[rest + 4] == checksum(block, after: words.prefix(rest + 4))
    else { return nil }
    return VocabularyTables(
      base: base, layout: layout, longestToken: Int(words[rest + 2]), owner: file)
  }

  private static func identity(of source: VocabularySource) -> [UInt64] {
    var words = [magic, formatVersion, UInt64(source.byteCount)]
    var digits = source.sha256[...]
    while !digits.isEmpty {
      words.append(UInt64(digits.prefix(16), radix: 16) ?? 0)
      digits = digits.dropFirst(16)
    }
    return words
  }

  /// A sum that shows a damaged header or block. Four lanes, since it is taken at every start:
  /// about 1 ms.
  private static func checksum(
    _ block: UnsafeRawBufferPointer, after header: some Sequence<UInt64>
  ) -> UInt64 {
    let words = block.bindMemory(to: UInt64.self)
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)
    var index = 0
    while index + 4 <= words.count {
      lanes.x = (lanes.x ^ words[index]) &* factor
      lanes.y = (lanes.y ^ words[index + 1]) &* factor
      lanes.z = (lanes.z ^ words[index + 2]) &* factor
      lanes.w = (lanes.w ^ words[index + 3]) &* factor
      index += 4
    }
    var sum = UInt64(words.count)
    for lane in Array(header) + [lanes.x, lanes.y, lanes.z, lanes.w] + words[index...] {
      sum = (sum ^ lane) &* factor
      sum ^= sum >> 29
    }
    return sum
  }
}
