import Basics
package import TropeModel

/// What the corpus knows of a movie beside its plot and cast: a line of `movie.metadata.tsv`.
///
/// The columns are those of the CMU Movie Summary Corpus; figures are as Freebase had them in November 2012.
package struct MovieMetadata: Hashable, Sendable {
  /// The movie's Wikipedia id.
  package var movie: MovieID
  /// As `/m/027cvn6`; empty where it is missing.
  package var freebaseID: String
  /// The title as the file has it.
  package var name: String
  /// `nil` where it is missing.
  package var releaseDate: ReleaseDate?
  /// Box office revenue in US dollars; `nil` where it is missing.
  package var revenue: Double?
  /// In minutes; `nil` where it is missing.
  package var runtime: Double?
  /// In the order of the file.
  package var languages: [MetadataLabel]
  /// In the order of the file.
  package var countries: [MetadataLabel]
  /// In the order of the file.
  package var genres: [MetadataLabel]

  /// The title as people write it: without the backslashes that Freebase's dump left before quotes.
  package var title: String { name.replacing(#"\\""#, with: "\"").replacing(#"\""#, with: "\"") }
}

/// A language, country or genre.
package struct MetadataLabel: Hashable, Sendable {
  /// Freebase's id, as `/m/07s9rl0`.
  package var id: String
  /// As `Drama`.
  package var name: String

  /// A label from its two parts.
  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// The day, month or year in which a movie came out.
package struct ReleaseDate: Hashable, Sendable, CustomStringConvertible {
  /// Of four digits.
  package let year: Int
  /// As the file has it: `1966`, `2008-11` or `2008-11-13`.
  package let description: String

  /// `nil` for text of any other form.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    func number(_ place: Int, digits: Int, in range: ClosedRange<Int>) -> Int? {
      let part = parts[place]
      guard part.utf8.count == digits, part.utf8.allSatisfy(\.isDigit),
        let value = Int(part), range.contains(value)
      else { return nil }
      return value
    }
    guard (1...3).contains(parts.count), let year = number(0, digits: 4, in: 1...9_999) else {
      return nil
    }
    if parts.count > 1, number(1, digits: 2, in: 1...12) == nil { return nil }
    if parts.count > 2, number(2, digits: 2, in: 1...31) == nil { return nil }
    self.year = year
    description = String(text)
  }
}
