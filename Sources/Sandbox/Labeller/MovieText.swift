/// One movie's part of a user message.
struct MovieText: Sendable, Hashable {
  /// The key of a grouped request's `<movie key="…">`; `nil` for a message about one movie.
  var key: String?
  /// The very text that stands for the movie: what its question's hash is taken of.
  var source: String
  var plot: String
  /// The names that were given, as they stand in the message.
  var names: [String]

  /// The movies of a user message, in order; one for a message that is not divided.
  static func all(in message: String) -> [MovieText] {
    var movies: [MovieText] = []
    var rest = message[...]
    while let open = rest.firstRange(of: "<movie ") {
      guard let close = rest[open.upperBound...].firstRange(of: ">"),
        let end = rest[close.upperBound...].firstRange(of: "</movie>")
      else { break }
      let attributes = rest[open.upperBound..<close.lowerBound]
      let key = attributes.firstRange(of: "key=\"").flatMap { start in
        attributes[start.upperBound...].firstIndex(of: "\"").map {
          String(attributes[start.upperBound..<$0])
        }
      }
      movies.append(MovieText(key: key, source: rest[close.upperBound..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return movies.isEmpty ? [MovieText(key: nil, source: message[...])] : movies
  }

  private init(key: String?, source: Substring) {
    self.key = key
    self.source = String(source)
    var afterPlot = source
    if let open = source.firstRange(of: "<summary>") {
      // The last closing tag counts: a plot that holds the tag itself does not end there.
      let names = source.ranges(of: "<names>").last?.lowerBound ?? source.endIndex
      let inside = source[open.upperBound..<max(names, open.upperBound)]
      let close = inside.ranges(of: "</summary>").last?.lowerBound ?? inside.endIndex
      plot = String(source[open.upperBound..<close])
      afterPlot = source[close...]
    } else {
      plot = String(source)
    }
    names = Self.names(in: afterPlot)
  }

  /// The names between the tags: one a line where the first stands on a line of its own or there are several lines,
  /// else parted by comma and space.
  private static func names(in text: Substring) -> [String] {
    guard let open = text.firstRange(of: "<names>"),
      let close = text[open.upperBound...].ranges(of: "</names>").last
    else { return [] }
    let inside = text[open.upperBound..<close.lowerBound]
    if inside.contains("\n") {
      return inside.split(separator: "\n").map(String.init).filter { name in
        name.contains { $0 != " " && $0 != "\r" }
      }
    }
    return inside.split(separator: ", ").map(String.init)
  }
}
