/// One movie's part of a user message.
struct MovieText: Sendable, Hashable {
  /// The key of a grouped request's `<movie key="…">`; `nil` for a message about one movie.
  var key: String?
  /// The bytes that stand for the movie: what its question's hash is taken of. In a grouped request the line ends
  /// next to the movie's tags are not part of it, so that a movie has one hash however it is asked about.
  var source: [UInt8]
  /// The plot, as it stands in the message.
  var plot: String
  /// The names that were given, as they stand in the message.
  var names: [String]

  /// The movies of a user message, in order; one for a message that is not divided. Names stand one a line, or, on
  /// a single line and unless `namesStandOnLines`, parted by comma and space.
  static func all(in message: String, namesStandOnLines: Bool) -> [MovieText] {
    // Bytes, not characters: a plot may begin with a mark that joins the bracket before it.
    let bytes = Array(message.utf8)
    var movies: [MovieText] = []
    var rest = bytes[...]
    while let open = rest.range(of: "<movie "),
      let bracket = rest[open.upperBound...].firstIndex(of: UInt8(ascii: ">")),
      let end = rest[bracket...].range(of: "</movie>")
    {
      var inside = rest[(bracket + 1)..<end.lowerBound]
      if inside.first == 0x0A { inside = inside.dropFirst() }
      if inside.last == 0x0A { inside = inside.dropLast() }
      let attributes = rest[open.upperBound..<bracket]
      let key = attributes.range(of: "key=\"").map { start in
        String(
          decoding: attributes[start.upperBound...].prefix { $0 != UInt8(ascii: "\"") },
          as: UTF8.self)
      }
      movies.append(MovieText(key: key, source: inside, namesStandOnLines: namesStandOnLines))
      rest = rest[end.upperBound...]
    }
    return movies.isEmpty
      ? [MovieText(key: nil, source: bytes[...], namesStandOnLines: namesStandOnLines)] : movies
  }

  private init(key: String?, source: ArraySlice<UInt8>, namesStandOnLines: Bool) {
    self.key = key
    self.source = Array(source)
    var plot = source
    var names: [String] = []
    // The last tags count: a plot that holds the tags itself does not end there.
    if let open = source.lastRange(of: "<names>"),
      let close = source[open.upperBound...].lastRange(of: "</names>")
    {
      plot = source[..<open.lowerBound]
      names = Self.names(
        in: source[open.upperBound..<close.lowerBound], standOnLines: namesStandOnLines)
    }
    if let open = plot.range(of: "<summary>") {
      let inside = plot[open.upperBound...]
      plot = inside[..<(inside.lastRange(of: "</summary>")?.lowerBound ?? inside.endIndex)]
    }
    self.plot = String(decoding: plot, as: UTF8.self)
    self.names = names
  }

  private static func names(in bytes: ArraySlice<UInt8>, standOnLines: Bool) -> [String] {
    if standOnLines || bytes.contains(0x0A) {
      return bytes.split(separator: 0x0A).filter { line in
        line.contains { $0 != UInt8(ascii: " ") && $0 != 0x0D }
      }.map { String(decoding: $0, as: UTF8.self) }
    }
    var names: [String] = []
    var rest = bytes
    while let comma = rest.range(of: ", ") {
      names.append(String(decoding: rest[..<comma.lowerBound], as: UTF8.self))
      rest = rest[comma.upperBound...]
    }
    if !rest.isEmpty { names.append(String(decoding: rest, as: UTF8.self)) }
    return names
  }
}

extension ArraySlice<UInt8> {
  /// Where a text stands first.
  fileprivate func range(of text: StaticString) -> Range<Int>? {
    let count = text.utf8CodeUnitCount
    guard self.count >= count else { return nil }
    return (startIndex...(endIndex - count)).first { matches(text, at: $0) }
      .map { $0..<($0 + count) }
  }

  /// Where a text stands last.
  fileprivate func lastRange(of text: StaticString) -> Range<Int>? {
    let count = text.utf8CodeUnitCount
    guard self.count >= count else { return nil }
    return (startIndex...(endIndex - count)).last { matches(text, at: $0) }
      .map { $0..<($0 + count) }
  }

  private func matches(_ text: StaticString, at start: Int) -> Bool {
    for offset in 0..<text.utf8CodeUnitCount where self[start + offset] != text.utf8Start[offset] {
      return false
    }
    return true
  }
}
