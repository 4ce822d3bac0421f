import Basics
package import TropeModel

/// What splits have made, so that a later one knows which files are theirs. Its keeper is the caller; best beside
/// the products, for it tells of them.
package struct SplitManifest: Hashable, Sendable {
  /// A movie that a split has made files of.
  package struct Item: Hashable, Sendable {
    package var movie: MovieID
    /// Whether a split made its cast file.
    package var hasCast: Bool
    /// Whether it is gone from the raw corpus, while its files were left.
    package var isLeftover: Bool
    /// What the split wrote into its plot file, and into its cast file; `nil` where that was not noted.
    package var plot: ContentMark?
    package var cast: ContentMark?

    package init(
      movie: MovieID, hasCast: Bool, isLeftover: Bool, plot: ContentMark? = nil,
      cast: ContentMark? = nil
    ) {
      self.movie = movie
      self.hasCast = hasCast
      self.isLeftover = isLeftover
      self.plot = plot
      self.cast = cast
    }
  }

  /// Tells a file's content from any other, but for one in 2^64.
  package struct ContentMark: Hashable, Sendable {
    fileprivate let value: UInt64

    package init(of bytes: [UInt8]) {
      var hasher = SHA256()
      hasher.update(bytes)
      // 0 stands for none in the file.
      value = max(1, hasher.finalize { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) })
    }

    fileprivate init?(_ value: UInt64) {
      guard value != 0 else { return nil }
      self.value = value
    }
  }

  /// Ascending by movie, each movie once.
  package private(set) var items: [Item]

  /// The items in any order; of several with one movie one stays.
  package init(_ items: [Item]) {
    var last: MovieID?
    self.items = items.sorted { $0.movie < $1.movie }.filter { item in
      defer { last = item.movie }
      return item.movie != last
    }
  }

  package func item(of movie: MovieID) -> Item? { items.bisect(\.movie, movie) }

  /// Whether everything a split made is still there, and not cut down to nothing as a crash of the machine can
  /// leave it. `entries` as `InputListing.entries`. Where it is not, the corpus must be split again although its
  /// stamp says otherwise. That a product was edited is not seen here: the next split puts it right.
  package func isWhole(in entries: [InputEntry]) -> Bool {
    var place = 0
    for item in items where !item.isLeftover {
      while place < entries.count, entries[place].movie < item.movie { place += 1 }
      guard place < entries.count, entries[place].movie == item.movie,
        let plot = entries[place].plot, plot.size > 0
      else { return false }
      if item.hasCast, (entries[place].cast?.size ?? 0) == 0 { return false }
    }
    return true
  }

  private static let magic = Array("TBSPLIT2".utf8)
  /// The same with the first word of each movie alone.
  private static let magicWithoutMarks = Array("TBSPLIT1".utf8)

  /// The manifest as bytes: a mark of eight, then three words of eight for each movie.
  package var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(8 + 24 * items.count)
    for item in items {
      let word =
        UInt64(item.movie.number) << 2 | (item.isLeftover ? 2 : 0) | (item.hasCast ? 1 : 0)
      for word in [word, item.plot?.value ?? 0, item.cast?.value ?? 0] {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  /// The manifest that `encoded` made, of earlier versions too; `nil` for anything else.
  package init?(encoded: [UInt8]) {
    let hasMarks = encoded.starts(with: Self.magic)
    guard hasMarks || encoded.starts(with: Self.magicWithoutMarks) else { return nil }
    let size = hasMarks ? 24 : 8
    guard (encoded.count - 8).isMultiple(of: size) else { return nil }
    var items: [Item] = []
    items.reserveCapacity(encoded.count / size)
    for offset in stride(from: 8, to: encoded.count, by: size) {
      func word(_ place: Int) -> UInt64 {
        encoded.withUnsafeBytes {
          UInt64(
            littleEndian: $0.loadUnaligned(fromByteOffset: offset + 8 * place, as: UInt64.self))
        }
      }
      guard let movie = MovieID(number: Int64(word(0) >> 2)),
        items.last.map({ $0.movie < movie }) ?? true
      else { return nil }
      items.append(
        Item(
          movie: movie, hasCast: word(0) & 1 != 0, isLeftover: word(0) & 2 != 0,
          plot: hasMarks ? ContentMark(word(1)) : nil, cast: hasMarks ? ContentMark(word(2)) : nil))
    }
    self.items = items
  }
}
