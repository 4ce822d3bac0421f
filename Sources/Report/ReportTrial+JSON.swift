import Display
import Formats
import TropeModel

/// The file that `try` keeps.
extension ReportTrial {
  /// The form of the file; one of another form is not read.
  private static let form = 1

  /// The file's content.
  package var json: [UInt8] {
    let object: JSON = [
      "form": .integer(Self.form), "at": JSON(at), "sample": .string(sample),
      "columns": .array(
        columns.map { ["title": .string($0.title), "number": .bool($0.isNumber)] }),
      "rows": .array(rows.map(JSON.strings)), "notes": .strings(notes),
      "measure": .string(measure), "marks": .array(marks.map(Self.json)),
      "names": .strings(names), "pair": .array(pair.map(JSON.integer)),
      "labels": .strings(labels), "movies": .array(movies.map(Self.json)),
    ]
    return Array((object.line + "\n").utf8)
  }

  /// Reads one; `nil` where it is not what `json` makes.
  package init?(json bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), json["form"]?.intValue == Self.form,
      let at = json["at"]?.stringValue.flatMap({ Timestamp(iso8601: $0) }),
      let sample = json["sample"]?.stringValue,
      let columns = Self.all(json["columns"], Self.column),
      let rows = Self.all(json["rows"], { Self.all($0, \.stringValue) }),
      let notes = Self.all(json["notes"], \.stringValue),
      let measure = json["measure"]?.stringValue,
      let marks = Self.all(json["marks"], Self.mark),
      let names = Self.all(json["names"], \.stringValue),
      let pair = Self.all(json["pair"], \.intValue),
      let labels = Self.all(json["labels"], \.stringValue),
      let movies = Self.all(json["movies"], Self.movie)
    else { return nil }
    self.init(
      at: at, sample: sample, columns: columns, rows: rows, notes: notes, measure: measure,
      marks: marks, names: names, pair: pair, labels: labels, movies: movies)
    guard isWhole else { return nil }
  }

  /// Whether every place that is named is there.
  private var isWhole: Bool {
    rows.allSatisfy { $0.count == columns.count } && pair.count == 2
      && pair.allSatisfy(names.indices.contains)
      && movies.allSatisfy { movie in
        movie.characters.allSatisfy { character in
          character.labels.count == names.count
            && character.labels.allSatisfy { $0.map(labels.indices.contains) ?? true }
        }
      }
  }

  // MARK: Parts

  /// All elements of an array; `nil` where it is none, or one of them is not what it should be.
  private static func all<Value>(_ json: JSON?, _ read: (JSON) -> Value?) -> [Value]? {
    guard let elements = json?.arrayValue else { return nil }
    let values = elements.compactMap(read)
    return values.count == elements.count ? values : nil
  }

  private static func column(_ json: JSON) -> Column? {
    guard let title = json["title"]?.stringValue, let isNumber = json["number"]?.boolValue else {
      return nil
    }
    return Column(title, isNumber: isNumber)
  }

  private static func json(_ mark: TrialChart.Mark) -> JSON {
    [
      "number": .integer(mark.number), "name": .string(mark.name),
      "dollars": .number(mark.dollars), "share": .number(mark.share), "low": .number(mark.low),
      "high": .number(mark.high), "recommended": .bool(mark.isRecommended),
      "unbeaten": .bool(mark.isUnbeaten),
    ]
  }

  private static func mark(_ json: JSON) -> TrialChart.Mark? {
    guard let number = json["number"]?.intValue, let name = json["name"]?.stringValue,
      let dollars = json["dollars"]?.doubleValue, let share = json["share"]?.doubleValue,
      let low = json["low"]?.doubleValue, let high = json["high"]?.doubleValue,
      let isRecommended = json["recommended"]?.boolValue,
      let isUnbeaten = json["unbeaten"]?.boolValue,
      // Other figures have no place in a picture.
      (0...1e9).contains(dollars), [share, low, high].allSatisfy({ (0...1).contains($0) })
    else { return nil }
    return TrialChart.Mark(
      number: number, name: name, dollars: dollars, share: share, low: low, high: high,
      isRecommended: isRecommended, isUnbeaten: isUnbeaten)
  }

  private static func json(_ movie: Movie) -> JSON {
    [
      "movie": JSON(movie.movie), "title": .string(movie.title),
      "characters": .array(
        movie.characters.map { character in
          ["name": .string(character.name), "labels": .array(character.labels.map { JSON($0) })]
        }),
    ]
  }

  private static func movie(_ json: JSON) -> Movie? {
    guard let movie = json["movie"]?.intValue.flatMap({ MovieID(number: Int64($0)) }),
      let title = json["title"]?.stringValue,
      let characters = all(json["characters"], character)
    else { return nil }
    return Movie(movie: movie, title: title, characters: characters)
  }

  private static func character(_ json: JSON) -> Character? {
    guard let name = json["name"]?.stringValue,
      let labels = all(
        json["labels"],
        { (label: JSON) -> Int?? in
          label.isNull ? .some(nil) : label.intValue.map(Optional.some)
        })
    else { return nil }
    return Character(name: name, labels: labels)
  }
}
