import Formats
import TropeModel

/// The records as the page keeps them to be browsed: JSON with a column for each thing that is known of movies and
/// characters, repeated names and values by their places. That is a fourth of what a list for each record takes.
struct RecordRows: Sendable {
  /// So many records are listed where no script can.
  static let mostListed = 100

  /// The first records.
  private(set) var first: [ReportMovie] = []

  private var ids: [String] = []
  private var titles: [String] = []
  private var years = Column<Int>()
  private var genres = Column<String>()
  private var sizes = NumberText()
  private var lanes = Column<String>()
  private var models = Column<String>()
  private var input = NumberText()
  private var output = NumberText()
  /// In millionths of a dollar.
  private var costs = NumberText()
  /// Since 1970.
  private var minutes: [Int] = []

  /// A name's place, or 0 where the name is new.
  private var names = NumberText()
  private var knownNames = Places<String>()
  private var marks = NumberText()
  private var characters = 0
  private var notes = JSONObject()
  /// One for each field; of numbers with the values, of all others with their places in the field's tally.
  private var fields: [Column<Double>]
  /// The same for what is said of the movie itself.
  private var ofMovies: [Column<Double>]
  private let areConfidences: [Bool]

  /// Places as text, and what they mean.
  fileprivate struct Column<Value: Hashable & Sendable>: Sendable {
    var places = Places<Value>()
    var text = NumberText()

    mutating func append(_ value: Value?) { text.append(places.place(of: value)) }
  }

  init(_ fields: [ReportField], ofMovies: [ReportField]) {
    self.fields = fields.map { _ in Column() }
    self.ofMovies = ofMovies.map { _ in Column() }
    areConfidences = fields.map(\.isConfidence)
  }

  /// Adds a record.
  ///
  /// - Parameters:
  ///   - places: for each character and field the place of its value in the field's tally.
  ///   - own: the same of the movie itself.
  mutating func add(_ movie: ReportMovie, places: [[Int?]], own: [Int?]) {
    if first.count < Self.mostListed { first.append(movie) }
    // As text: a script's numbers end at 2^53.
    ids.append("\(movie.movie.number)")
    titles.append(movie.facts?.title ?? "")
    years.append(movie.facts?.year)
    let genres = movie.facts?.genres ?? []
    self.genres.text.append(genres.count)
    for genre in genres { self.genres.append(genre) }
    lanes.append(movie.lane.rawValue)
    models.append(movie.model)
    input.append(movie.usage.input)
    output.append(movie.usage.output)
    let cost = (movie.costDollars * 1e6).rounded()
    costs.append(cost.isFinite ? Int(min(max(cost, 0), Double(NumberText.greatest))) : 0)
    minutes.append(Int(movie.builtAt.milliseconds / 60_000))
    sizes.append(movie.characters.count)
    for field in ofMovies.indices {
      ofMovies[field].append(
        movie.values[at: field], place: own[at: field].flatMap(\.self), { $0 })
    }
    for (character, places) in zip(movie.characters, places) { add(character, places) }
  }

  private mutating func add(_ character: ReportCharacter, _ places: [Int?]) {
    let known = knownNames.values.count
    let name = knownNames.place(of: character.name)
    names.append(name > known ? 0 : name)
    marks.append((character.isInCast ? 1 : 0) + (character.isByHand ? 2 : 0))
    if !character.note.isEmpty { notes.add("\(characters)", .string(character.note)) }
    characters += 1
    for field in fields.indices {
      let isConfidence = areConfidences[field]
      fields[field].append(
        character.values[at: field], place: places[at: field].flatMap(\.self)
      ) { number in
        // Three digits of a confidence are more than it tells, and a thousand values at most.
        isConfidence ? (number * 1_000).rounded() / 1_000 : number
      }
    }
  }

  /// All that the list needs, as JSON that may stand in a script element.
  func json(
    _ tallies: [FieldTally], ofMovies own: [FieldTally], failures: [FailedTarget],
    facts: [MovieID: MovieFacts], links: ReportLinks
  ) -> [UInt8] {
    var genres = genres
    let failed = failures.map { failure in
      let facts = facts[failure.movie]
      let places = (facts?.genres ?? []).map { JSON.integer(genres.places.place(of: $0)) }
      return JSON.array([
        .string("\(failure.movie.number)"), .string(facts?.title ?? ""), JSON(facts?.year),
        .array(places), .string(failure.reason), .integer(failure.attempts),
      ])
    }
    let start = minutes.min() ?? 0
    var times = NumberText()
    for minute in minutes { times.append(minute - start) }
    let object: JSONObject = [
      "fields": .array(zip(tallies, fields).map(Self.json)),
      "movieFields": .array(zip(own, ofMovies).map(Self.json)),
      "genres": .strings(genres.places.values),
      "years": .array(years.places.values.map(JSON.integer)),
      "lanes": .strings(lanes.places.values), "models": .strings(models.places.values),
      "plots": Self.json(links.plots), "articles": Self.json(links.articles),
      "failed": .array(failed),
      "movies": [
        "ids": .string(ids.joined(separator: " ")), "titles": Self.json(titles),
        "years": .string(years.text.text), "genres": .string(genres.text.text),
        "sizes": .string(sizes.text), "lanes": .string(lanes.text.text),
        "models": .string(models.text.text), "input": .string(input.text),
        "output": .string(output.text), "costs": .string(costs.text),
        "minutes": .string(times.text), "firstMinute": .integer(start),
        "fields": .strings(ofMovies.map(\.text.text)),
      ],
      "characters": [
        "newNames": Self.json(knownNames.values), "names": .string(names.text),
        "marks": .string(marks.text), "notes": .object(notes),
        "fields": .strings(fields.map(\.text.text)),
      ],
    ]
    return JSON.object(object).inScript()
  }

  private static func json(_ tally: FieldTally, _ column: Column<Double>) -> JSON {
    let field = tally.field
    let kind =
      switch field.kind {
      case .choice: "choice"
      case .flag: "flag"
      case .number: field.isConfidence ? "confidence" : "number"
      case .text: "text"
      }
    var object: JSONObject = [
      "title": .string(field.title), "key": .string(field.key), "kind": .string(kind),
    ]
    if field.kind == .number {
      object.add("values", .array(column.places.values.map(JSON.short)))
    } else {
      object.add("values", .strings(tally.values.map(\.name)))
    }
    let definitions = tally.values.map { field.definitions[$0.name] ?? "" }
    if definitions.contains(where: { !$0.isEmpty }) {
      object.add("definitions", .strings(definitions))
    }
    return .object(object)
  }

  /// Texts joined by a character that none of them has: two bytes less for each than an array takes, which is what they are
  /// where there is no such character.
  private static func json(_ texts: [String]) -> JSON {
    let separators: [String] = ["|", "^", "~", "`"]
    let separator = separators.first { separator in
      !texts.contains { $0.contains(separator) }
    }
    guard let separator, !texts.isEmpty else { return .strings(texts) }
    return [
      "separator": .string(separator), "joined": .string(texts.joined(separator: separator)),
    ]
  }

  private static func json(_ address: ReportLinks.Address?) -> JSON {
    address.map { ["before": .string($0.before), "after": .string($0.after)] } ?? .null
  }
}

extension RecordRows.Column where Value == Double {
  /// Appends what a field says: a number as it is shown, anything else by its place in the field's tally.
  fileprivate mutating func append(
    _ value: ReportValue?, place: Int?, _ shown: (Double) -> Double
  ) {
    if case .number(let number) = value {
      append(number.isFinite ? shown(number) : nil)
    } else {
      text.append(place.map { $0 + 1 } ?? 0)
    }
  }
}

extension Array {
  /// `nil` behind the end.
  fileprivate subscript(at place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}
