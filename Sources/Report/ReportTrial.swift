package import Display
package import TropeModel

/// The last comparison of variants as the report shows it: `try` keeps it until then, since only `try` knows which variants
/// were meant. Texts are as `try` prints them.
package struct ReportTrial: Sendable, Hashable {
  /// A column of the table.
  package struct Column: Sendable, Hashable {
    package var title: String
    package var isNumber: Bool

    package init(_ title: String, isNumber: Bool) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  /// A movie of the sample.
  package struct Movie: Sendable, Hashable {
    package var movie: MovieID
    /// Empty where it is not known.
    package var title: String
    package var characters: [Character]

    package init(movie: MovieID, title: String, characters: [Character]) {
      self.movie = movie
      self.title = title
      self.characters = characters
    }
  }

  /// A character with its label by each of `names`, as a place in `labels`; `nil` where there is none.
  package struct Character: Sendable, Hashable {
    package var name: String
    package var labels: [Int?]

    package init(name: String, labels: [Int?]) {
      self.name = name
      self.labels = labels
    }
  }

  package var at: Timestamp
  /// What was asked, in words.
  package var sample: String
  package var columns: [Column]
  package var rows: [[String]]
  /// What the table means, a sentence each.
  package var notes: [String]
  /// What the picture's shares are of.
  package var measure: String
  package var marks: [TrialChart.Mark]
  /// What the variants are called whose labels stand side by side.
  package var names: [String]
  /// The two of them that are shown first.
  package var pair: [Int]
  /// What labels are called.
  package var labels: [String]
  package var movies: [Movie]

  package init(
    at: Timestamp, sample: String, columns: [Column], rows: [[String]], notes: [String],
    measure: String, marks: [TrialChart.Mark], names: [String], pair: [Int], labels: [String],
    movies: [Movie]
  ) {
    self.at = at
    self.sample = sample
    self.columns = columns
    self.rows = rows
    self.notes = notes
    self.measure = measure
    self.marks = marks
    self.names = names
    self.pair = pair
    self.labels = labels
    self.movies = movies
  }
}
