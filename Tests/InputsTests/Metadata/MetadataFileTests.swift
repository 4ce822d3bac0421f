import Foundation
import Inputs
import Testing
import TestSupport
import TropeModel

@Suite struct MetadataFileTests {
  /// A line of the corpus's form.
  private static func line(
    _ id: String, name: String = "Nosferatu", date: String = "1922-03-04", revenue: String = "",
    runtime: String = "94.0", genres: String = #"{"/m/03npn": "Horror"}"#
  ) -> String {
    [id, "/m/0", name, date, revenue, runtime, #"{"/m/06ppq": "Silent film"}"#, "{}", genres]
      .joined(separator: "\t")
  }

  private func read(
    _ bytes: some Sequence<UInt8>, wanted: (MovieID) -> Bool = { _ in true }
  ) throws -> (movies: [MovieMetadata], faults: MetadataFaults) {
    let directory = try TemporaryDirectory()
    try directory.write(Array(bytes), to: "movies.tsv")
    var movies: [MovieMetadata] = []
    let faults = try MetadataFile.read(directory("movies.tsv"), wanted: wanted) {
      movies.append($0)
    }
    return (movies, faults)
  }

  private func read(_ lines: String...) throws -> (movies: [MovieMetadata], faults: MetadataFaults)
  {
    try read((lines.joined(separator: "\n") + "\n").utf8)
  }

  @Test func `a line of the corpus is read column by column`() throws {
    let columns = [
      "975900", "/m/03vyhn", "Ghosts of Mars", "2001-08-24", "14010832", "98.0",
      #"{"/m/02h40lc": "English Language"}"#, #"{"/m/09c7w0": "United States of America"}"#,
      #"{"/m/01jfsb": "Thriller", "/m/06n90": "Science Fiction"}"#,
    ]
    let (movies, faults) = try read(columns.joined(separator: "\t"))
    let movie = try #require(movies.first)
    #expect(faults.count == 0)
    #expect(movie.movie == MovieID(number: 975_900))
    #expect(movie.freebaseID == "/m/03vyhn")
    #expect(movie.title == "Ghosts of Mars")
    #expect(movie.releaseDate?.description == "2001-08-24")
    #expect(movie.releaseDate?.year == 2001)
    #expect(movie.revenue == 14_010_832)
    #expect(movie.runtime == 98)
    #expect(movie.languages == [MetadataLabel(id: "/m/02h40lc", name: "English Language")])
    #expect(movie.countries.map(\.name) == ["United States of America"])
    #expect(movie.genres.map(\.name) == ["Thriller", "Science Fiction"])
  }

  @Test func `what is missing is nothing, not a fault`() throws {
    let (movies, faults) = try read("7\t\t\t\t\t\t{}\t\t{}")
    let movie = try #require(movies.first)
    #expect(faults.count == 0)
    #expect(movie.releaseDate == nil && movie.revenue == nil && movie.runtime == nil)
    #expect(movie.genres.isEmpty && movie.countries.isEmpty && movie.title.isEmpty)
  }

  @Test(
    arguments: [("1966", 1966), ("2008-11", 2008), ("2008-11-13", 2008)])
  func `a date is a year, a month or a day`(text: String, year: Int) {
    let date = ReleaseDate(text)
    #expect(date?.year == year)
    #expect(date?.description == text)
  }

  @Test(arguments: [
    "", "66", "19660", "1966-", "1966-13", "1966-1-1", "1966-00-01", "1966-01-32", "0000", "+966",
    "1966-01-01-01", "196６",
  ])
  func `other text is no date`(text: String) { #expect(ReleaseDate(text) == nil) }

  @Test func `a title loses the backslashes before its quotes`() throws {
    let (movies, _) = try read(
      Self.line("1", name: #"\\"Good Hair\\" and More"#), Self.line("2", name: #"The "Al" Show"#))
    #expect(movies.map(\.title) == [#""Good Hair" and More"#, #"The "Al" Show"#])
    #expect(movies.first?.name == #"\\"Good Hair\\" and More"#)
  }

  @Test(arguments: [
    ("9\ty", "2 columns where the corpus has 9", false),
    (Self.line("007"), "'007' is not a movie id", false),
    (Self.line("1"), "movie 1 is in line 1 already", false),
    (Self.line("2", date: "someday"), "'someday' is not a release date", true),
    (Self.line("2", revenue: "-3"), "'-3' is not a box office revenue", true),
    (Self.line("2", runtime: "long"), "'long' is not a running time", true),
    (Self.line("2", genres: "[1]"), "the genres are not a JSON object: it is no object", true),
    (Self.line("2", genres: #"{"a": "#), "the genres are not a JSON object: it ends", true),
    (Self.line("2", genres: #"{"a": 1}"#), "the value of 'a' is no text", true),
  ])
  func `a fault names its line and costs no other`(
    line: String, message: String, keepsMovie: Bool
  ) throws {
    let (movies, faults) = try read(Self.line("1"), line, Self.line("3"))
    #expect(movies.map(\.movie.number) == (keepsMovie ? [1, 2, 3] : [1, 3]))
    let only = try #require(faults.first.first)
    #expect(faults.count == 1)
    #expect(only.line == 2)
    #expect(only.message.contains(message), "\(only)")
  }

  @Test func `bytes that are no text cost their line only`() throws {
    let bad = Self.line("2", name: "Caf").utf8.map { $0 == UInt8(ascii: "f") ? 0xE9 : $0 }
    let (movies, faults) = try read(
      Array((Self.line("1") + "\n").utf8) + bad + Array(("\n" + Self.line("3")).utf8))
    #expect(movies.map(\.movie.number) == [1, 3])
    #expect(faults.first.first?.message.hasPrefix("not UTF-8") == true)
  }

  @Test func `carriage returns, empty lines and a byte order mark do no harm`() throws {
    let (movies, faults) = try read(
      ("\u{FEFF}" + Self.line("1") + "\r\n\r\n\n" + Self.line("2")).utf8)
    #expect(movies.map(\.movie.number) == [1, 2])
    #expect(movies.last?.genres.map(\.name) == ["Horror"])
    #expect(faults.count == 0)
  }

  @Test func `movies that nobody wants are passed over unread`() throws {
    let text = [Self.line("1"), "5\tno metadata", Self.line("2")].joined(separator: "\n")
    let (movies, faults) = try read(text.utf8, wanted: { $0.number == 2 })
    #expect(movies.map(\.movie.number) == [2])
    #expect(faults.count == 0)
  }

  @Test func `of a file full of faults the first are kept and all are counted`() throws {
    let (movies, faults) = try read(String(repeating: "no\n", count: 5_000).utf8)
    #expect(movies.isEmpty)
    #expect(faults.count == 5_000)
    #expect(faults.first.count == MetadataFile.mostFaults)
  }

  @Test func `a file that is not there is an error`() {
    #expect(throws: FileProblem.self) { try MetadataFile.read("/nowhere/at/all") { _ in } }
  }

  private static let corpus = Checkout.shared
    .appending(path: "corpus/raw/movie.metadata.tsv").path

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: corpus), "needs the corpus in ../shared/corpus/raw"
    )
  )
  func `the real file has no fault`() throws {
    var lines = 0
    var count = 0
    var dated = 0
    var genres: Set<String> = []
    // Every line, but the columns of one in eight: a debug build is slow.
    let faults = try MetadataFile.read(Self.corpus) { _ in
      lines += 1
      return lines % 8 == 1
    } _: { movie in
      count += 1
      if movie.releaseDate != nil { dated += 1 }
      genres.formUnion(movie.genres.map(\.name))
    }
    #expect(faults.count == 0, "\(faults.first)")
    #expect(lines == 73_398)
    #expect(count == 9_175)
    #expect(dated > 8_000 && dated < count)
    #expect(genres.count > 150)
  }
}
