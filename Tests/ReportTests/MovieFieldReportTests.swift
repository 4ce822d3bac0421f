import Report
import Testing
import TropeModel

@testable import Report

/// What a report says of movies themselves.
@Suite struct MovieFieldReportTests {
  static let movieFields = [
    ReportField(name: "ending", kind: .choice, isOfMovie: true),
    ReportField(name: "deaths", kind: .number, isOfMovie: true),
    ReportField(name: "remake", kind: .flag, isOfMovie: true),
    ReportField(name: "setting", kind: .text, isOfMovie: true),
  ]

  /// Movies 1 to 120: every third ends sad, none is told of number 7.
  static func movies(_ characters: [ReportValue]) throws -> [ReportMovie] {
    try (1...120).map { number in
      var movie = try movie(
        number, characters,
        facts: MovieFacts(
          title: "Movie \(number)", year: 1_920 + number % 20,
          genres: number % 2 == 0 ? ["Drama"] : ["Comedy"]))
      movie.values = [
        number == 7 ? .none : .text(number % 3 == 0 ? "sad" : "happy"),
        .number(Double(number % 5)), .flag(number % 4 == 0), .text("place no. \(number)"),
      ]
      return movie
    }
  }

  static func page(
    _ fields: [ReportField], _ characters: [ReportValue], failures: [FailedTarget] = []
  ) throws -> ReportPage {
    ReportTests.page(
      tally(try movies(characters), fields: fields, movieFields: movieFields),
      hasMetadata: true, failures: failures,
      facts: Dictionary(
        failures.map { ($0.movie, MovieFacts(title: "Lost", year: 1_925, genres: ["Drama"])) },
        uniquingKeysWith: { first, _ in first }))
  }

  @Test func `values are counted by movie, however many characters there are`() throws {
    let records = tally(
      try Self.movies([.text("Mentor"), .text("Mentor")]), movieFields: Self.movieFields)
    let ending = records.movieTallies[0]
    #expect(ending.ranking.map { ending.values[$0].name } == ["happy", "sad"])
    #expect(ending.values.map(\.characters).sorted() == [40, 79])
    #expect(ending.values.map(\.movies).sorted() == [40, 79])
    #expect(ending.known == 119 && ending.missing == 1)
    // Characters lead as long as they are asked about.
    #expect(records.leadingTally?.field.title == "Trope")
    // Their groups have all characters; those of the movie's own have movies.
    let sizes = [records.genres, records.movieGenres].map { $0.byName.map(\.characters) }
    #expect(sizes == [[120, 120], [59, 60]])
    #expect(records.asksOfCharacters)
  }

  @Test func `without characters a field of the movie is what groups are counted for`() throws {
    let records = tally(try Self.movies([]), fields: [], movieFields: Self.movieFields)
    #expect(!records.asksOfCharacters)
    let ending = try #require(records.leadingTally)
    #expect(ending.field.title == "Ending")
    let drama = try #require(records.genres.byName.last)
    let sad = try #require(ending.values.firstIndex { $0.name == "sad" })
    #expect(drama.name == "Drama" && drama.movies == 60 && drama.count(sad) == 20)
  }

  @Test func `a field of the movie has a title and a filter that no other field has`() {
    let records = RecordTally(
      fields: [ReportField(name: "ending", kind: .text)],
      movieFields: [
        ReportField(name: "ending", kind: .choice, isOfMovie: true),
        ReportField(name: "genre", kind: .choice, isOfMovie: true),
      ])
    #expect(records.movieFields.map(\.title) == ["Ending of the movie", "Genre"])
    #expect(records.movieFields.map(\.key) == ["ending_of_the_movie", "field-genre"])
  }

  @Test func `a page about movies alone does not speak of characters`() throws {
    let read = try ReadPage(try Self.page([], []))
    #expect(!read.words.lowercased().contains("character"), "\(read.words)")
    #expect(read.words.contains("Values of ending by frequency"))
    #expect(read.words.contains("Deaths, in ranges"))
    #expect(read.words.contains("Nothing is said of 1 movie."))
    #expect(read.words.contains("Values of ending by genre and decade"))
    #expect(read.ids.contains("groups") && !read.ids.contains("together"))
    #expect(read.targets.contains("#list=movies&ending=sad"))
    #expect(read.targets.contains("#list=movies&genre=Drama&ending=sad"))
    #expect(read.targets.contains("#list=movies&decade=1930s"))
    #expect(Set(read.ids).count == read.ids.count)
  }

  @Test func `beside characters both are told, and a list without a script has both`() throws {
    let read = try ReadPage(try Self.page(tropeFields, [.text("Mentor")]))
    #expect(read.words.contains("Values of ending by frequency"))
    #expect(read.words.contains("Tropes by frequency"))
    #expect(read.words.contains("Characters a movie"))
    // Each chart says which field it is about.
    #expect(!read.words.contains("Tropes by genre and decade"))
    #expect(read.words.contains("|Tropes by genre\n"))
    #expect(read.words.contains("|Values of ending by genre\n"))
    #expect(read.targets.contains("#genre=Drama&trope=Mentor"))
    #expect(read.targets.contains("#list=movies&genre=Drama&ending=sad"))
    #expect(Set(read.ids).count == read.ids.count)
    #expect(read.words.contains("sad; Deaths: 3; Remake: no; Setting: place no. 3"))
    #expect(read.words.contains("Person 0, Mentor"))
    let movies = try #require(read.records?["movies"] as? [String: Any])
    let columns = try #require(movies["fields"] as? [String])
    #expect(columns.count == 4)
    let endings = try numbers(columns[0])
    #expect(endings.count == 120 && endings[6] == 0 && endings[0] != endings[2])
  }
}
