import Foundation
import Inputs
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct ExportTests {
  private static let castHeader = CastTable.header + "\n"

  /// A record as a database gives it back.
  private func record(_ characters: [LabelledCharacter]) throws -> StoredRecord {
    let directory = try TemporaryDirectory()
    let database = try TropesDatabase.open(path: directory("tropes.db"))
    try database.setCatalog(
      ["BYRONIC_HERO", "MENTOR", "NO_TROPE"].map {
        CatalogRow(id: $0, name: $0, description: "")
      })
    let hash = try #require(Digest(hex: String(repeating: "0a", count: 32)))
    let recipe = RecipeHashes(catalog: hash, prompt: hash, model: hash, combined: hash)
    try database.setRecipe(recipe, model: "gpt-4o-mini", parametersJSON: "{}")
    let plot = InputState(
      stamp: FileStamp(modifiedNanoseconds: 1, size: 2, changedNanoseconds: 3, inode: 4),
      hash: hash, isTrusted: true)
    let movie = try #require(MovieID("57820"))
    try database.record([
      FinishedRecord(
        log: BuildLogEntry(
          movie: movie, plot: plot, cast: plot, recipe: hash, question: hash),
        characters: characters, castStatus: .complete, lane: .batch, batchNumber: 3,
        remoteBatchID: "batch_x", model: "gpt-4o-mini-2024-07-18",
        usage: TokenUsage(input: 2_430, cachedInput: 1_920, output: 60), costDollars: 0.000_25,
        tokenCount: 2_428, builtAt: Timestamp(milliseconds: 1_795_369_291_029))
    ])
    return try #require(try database.storedRecord(of: movie))
  }

  private func cast(_ rows: String...) throws -> [CastRow] {
    try CastTable.rows(
      in: Array((Self.castHeader + rows.joined(separator: "\n")).utf8), path: "cast.csv")
  }

  private func metadata() throws -> MovieMetadata {
    let directory = try TemporaryDirectory()
    try directory.write(
      "57820\t/m/0f7hw\tDonnie, \"Darko\"\t2001-10-26\t4116307\t113.5\t"
        + #"{"/m/02h40lc": "English Language"}"# + "\t{}\t"
        + #"{"/m/07s9rl0": "Drama", "/m/x": "\"Cult\""}"# + "\n", to: "movie.metadata.tsv")
    var movies: [MovieMetadata] = []
    _ = try MetadataFile.read(directory("movie.metadata.tsv")) { movies.append($0) }
    return try #require(movies.first)
  }

  private func text(_ body: (inout [UInt8]) -> Void) -> String {
    var buffer: [UInt8] = []
    body(&buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  private static let tropes = [FieldRow(name: "trope", kind: .trope)]

  @Test func `characters have the original's columns, the first actor's, and who died`() throws {
    let movie = ExportedMovie(
      record: try record([
        LabelledCharacter(name: "Donnie", tropeID: "BYRONIC_HERO", isInCast: true),
        LabelledCharacter(name: "O’Neil, \"Al\"", tropeID: "MENTOR", isInCast: true),
        LabelledCharacter(name: "Frank", tropeID: "NO_TROPE", isInCast: false),
      ]),
      cast: try cast(
        "/m/f,2001,Donnie,1980-12-19,M,1.829,/m/e,Jake Gyllenhaal,20,/m/1,/m/c,/m/a",
        "/m/f,2001,\"O’Neil, \"\"Al\"\"\",,F,,,First,,/m/2,,",
        "/m/f,2001,\"O’Neil, \"\"Al\"\"\",,M,,,Second,,/m/3,,",
        "/m/f,2001,Frank,,M,,,Nobody's,,/m/4,,"),
      deaths: [
        LabelledCharacter(
          name: "DONNIE", tropeID: nil, isInCast: true,
          fields: [FieldAnswer(field: "dies", value: .boolean(true))]),
        LabelledCharacter(
          name: "Frank", tropeID: nil, isInCast: false,
          fields: [FieldAnswer(field: "dies", value: .boolean(false))]),
      ])
    let tables = CSVExport(fields: Self.tropes)
    let output = text { buffer in
      tables.appendHeader(of: .characters, to: &buffer)
      #expect(tables.appendCharacters(of: movie, to: &buffer) == 3)
    }
    #expect(
      output == #"""
        wikipedia_movie_id,name,trope_id,died,actor_dob,actor_gender,actor_height,actor_ethnicity,actor_name,actor_age_at_release,confidence,labelled_by
        57820,Donnie,BYRONIC_HERO,1.0,1980-12-19,M,1.829,/m/e,Jake Gyllenhaal,20,,gpt-4o-mini-2024-07-18
        57820,"O’Neil, ""Al""",MENTOR,,,F,,,First,,,gpt-4o-mini-2024-07-18
        57820,Frank,NO_TROPE,0.0,,,,,,,,gpt-4o-mini-2024-07-18

        """#)
  }

  @Test func `movies have the original's columns, what is not known is empty`() throws {
    let tables = CSVExport(fields: Self.tropes)
    let record = try record([])
    let known = try metadata()
    let rows = try cast("/m/fb,2001-10,Ann,,,,,,,,,")
    let output = text { buffer in
      tables.appendHeader(of: .movies, to: &buffer)
      tables.appendMovie(ExportedMovie(record: record, metadata: known), to: &buffer)
      tables.appendMovie(ExportedMovie(record: record, cast: rows), to: &buffer)
      tables.appendMovie(ExportedMovie(record: record), to: &buffer)
    }
    #expect(
      output == #"""
        wikipedia_movie_id,freebase_movie_id,name,release_date,box_office_revenue,runtime,languages,countries,genres
        57820,/m/0f7hw,"Donnie, ""Darko""",2001-10-26,4116307.0,113.5,"{""/m/02h40lc"": ""English Language""}",{},"{""/m/07s9rl0"": ""Drama"", ""/m/x"": ""\""Cult\""""}"
        57820,/m/fb,,2001-10,,,,,
        57820,,,,,,,,

        """#)
  }

  @Test func `tropes have the original's columns`() {
    let tables = CSVExport(fields: Self.tropes, isForExcel: true)
    let output = text { buffer in
      tables.appendHeader(of: .tropes, to: &buffer)
      tables.appendTrope(
        KnownTrope(
          id: "MENTOR", name: "Mentor", description: "Trains, or guides.", isInCatalog: true),
        to: &buffer)
    }
    #expect(
      output == "\u{FEFF}name,description,id\nMentor,\"Trains, or guides.\",MENTOR\n")
  }

  @Test func `what is for Excel holds no formula, and all else stays as it is`() {
    func row(_ name: String, isForExcel: Bool) -> String {
      text { buffer in
        CSVExport(fields: Self.tropes, isForExcel: isForExcel).appendTrope(
          KnownTrope(id: "X", name: name, description: "-5", isInCatalog: true), to: &buffer)
      }
    }
    for name in [
      "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\u{FF1D}1", "\t=1", "-", "-Infinity",
    ] {
      #expect(row(name, isForExcel: true) == "'\(name),-5,X\n")
      #expect(row(name, isForExcel: false) == "\(name),-5,X\n")
    }
    for name in ["-1.5e3", "+7", "Anna = Bert", "'quoted'"] {
      #expect(row(name, isForExcel: true) == "\(name),-5,X\n")
    }
  }

  @Test func `every other field of the recipe has a column, under a name of its own`() throws {
    let fields = [
      FieldRow(name: "profession", kind: .text), FieldRow(name: "trope", kind: .trope),
      FieldRow(name: "died", kind: .boolean), FieldRow(name: "age", kind: .integer),
    ]
    let movie = ExportedMovie(
      record: try record([
        LabelledCharacter(
          name: "A", tropeID: "MENTOR", isInCast: false,
          fields: [
            FieldAnswer(field: "profession", value: .text("NA, \"x\"")),
            FieldAnswer(field: "died", value: .boolean(true)),
            FieldAnswer(field: "age", value: .null),
          ])
      ]))
    let tables = CSVExport(fields: fields)
    let output = text { buffer in
      tables.appendHeader(of: .characters, to: &buffer)
      tables.appendCharacters(of: movie, to: &buffer)
    }
    let lines = output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",profession,field_died,age,confidence,labelled_by"))
    #expect(
      lines[1] == "57820,A,MENTOR,,,,,,,,\"NA, \"\"x\"\"\",1,,,gpt-4o-mini-2024-07-18")
  }

  @Test func `the movie's own fields have columns, and an object in JSON lines`() throws {
    let fields = [
      FieldRow(name: "ending", kind: .choice), FieldRow(name: "genres", kind: .text),
      FieldRow(name: "true_story", kind: .boolean), FieldRow(name: "length", kind: .number),
      FieldRow(name: "mood", kind: .text),
    ]
    var record = try record([])
    record.movieFields = [
      FieldAnswer(field: "ending", value: .text("sad")),
      FieldAnswer(field: "genres", value: .null),
      FieldAnswer(field: "true_story", value: .boolean(false)),
      FieldAnswer(field: "length", value: .number(9)),
    ]
    let movie = ExportedMovie(record: record)
    let tables = CSVExport(fields: Self.tropes, movieFields: fields)
    let output = text { buffer in
      tables.appendHeader(of: .movies, to: &buffer)
      tables.appendMovie(movie, to: &buffer)
    }
    let lines = output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",countries,genres,ending,field_genres,true_story,length,mood"))
    #expect(lines[1] == "57820,,,,,,,,,sad,,0,9.0,")
    let json = text {
      JSONLinesExport(tropeNames: [:], asksOfMovies: true).append(movie, to: &$0)
    }
    #expect(
      json.contains(
        #","fields":{"ending":"sad","genres":null,"true_story":false,"length":9.0},"characters":[]}"#
      ))
    let without = text { JSONLinesExport(tropeNames: [:]).append(movie, to: &$0) }
    #expect(!without.contains(#""fields""#))
  }

  @Test func `a recipe that asks who dies fills the column died`() throws {
    let movie = ExportedMovie(
      record: try record([
        LabelledCharacter(
          name: "A", tropeID: nil, isInCast: false,
          fields: [FieldAnswer(field: "dies", value: .boolean(false))]),
        LabelledCharacter(
          name: "B", tropeID: nil, isInCast: false,
          fields: [FieldAnswer(field: "dies", value: .null)]),
      ]))
    let tables = CSVExport(fields: [FieldRow(name: "dies", kind: .boolean)])
    let output = text { buffer in
      tables.appendHeader(of: .characters, to: &buffer)
      tables.appendCharacters(of: movie, to: &buffer)
    }
    let lines = output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",actor_age_at_release,confidence,labelled_by"))
    #expect(
      lines.dropFirst() == [
        "57820,A,,0.0,,,,,,,,gpt-4o-mini-2024-07-18", "57820,B,,,,,,,,,,gpt-4o-mini-2024-07-18",
      ])
  }

  @Test func `who labelled and how sure the model was stand in the last columns`() throws {
    var byHand = LabelledCharacter(
      name: "A", tropeID: "MENTOR", isInCast: false, confidence: 0.9,
      byHand: [HandAnswer(field: "trope", isTrope: true, answered: .text("NO_TROPE"))])
    byHand.note = "seen"
    let movie = ExportedMovie(
      record: try record([
        byHand,
        LabelledCharacter(name: "B", tropeID: "MENTOR", isInCast: false, confidence: 0.123_457),
      ]))
    let tables = CSVExport(fields: [
      FieldRow(name: "trope", kind: .trope), FieldRow(name: "confidence", kind: .number),
    ])
    let output = text { buffer in
      tables.appendHeader(of: .characters, to: &buffer)
      tables.appendCharacters(of: movie, to: &buffer)
    }
    let lines = output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",confidence,label_confidence,labelled_by"))
    #expect(lines[1].hasSuffix(",,,hand"))
    #expect(lines[2].hasSuffix(",,0.123457,gpt-4o-mini-2024-07-18"))
    let json = text { JSONLinesExport(tropeNames: [:]).append(movie, to: &$0) }
    #expect(json.contains(#""confidence":null,"labelled_by":"hand","note":"seen""#))
    #expect(json.contains(#""confidence":0.123457,"labelled_by":"gpt"#))
  }

  @Test func `a number that need not be whole has its fraction in JSON lines`() throws {
    var known = try metadata()
    known.runtime = 90
    known.revenue = 7_000_000
    let movie = ExportedMovie(
      record: try record([
        LabelledCharacter(
          name: "A", tropeID: nil, isInCast: false,
          fields: [FieldAnswer(field: "height", value: .number(9))])
      ]), metadata: known)
    let json = text { JSONLinesExport(tropeNames: [:]).append(movie, to: &$0) }
    #expect(json.contains(#""box_office_revenue":7000000.0,"runtime":90.0,"#), "\(json)")
    #expect(json.contains(#""fields":{"height":9.0}"#))
  }

  @Test func `a JSON line is one object with all that is known`() throws {
    let movie = ExportedMovie(
      record: try record([
        LabelledCharacter(
          name: "Ann\n\u{2028}", tropeID: "MENTOR", isInCast: true,
          fields: [FieldAnswer(field: "age", value: .integer(7))]),
        LabelledCharacter(name: "Bob", tropeID: nil, isInCast: false),
      ]),
      cast: try cast("/m/f,2001,Ann,,F,1.6,,One,20,,,", "/m/f,2001,Ann,,,,,Two,,,,"),
      metadata: try metadata())
    let output = text {
      JSONLinesExport(tropeNames: ["MENTOR": "Mentor"]).append(movie, to: &$0)
    }
    #expect(output.filter { $0 == "\n" }.count == 1)
    #expect(!output.contains("\u{2028}"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    #expect(object["wikipedia_movie_id"] as? Int == 57_820)
    #expect(object["runtime"] as? Double == 113.5)
    #expect(object["genres"] as? [String: String] == ["/m/07s9rl0": "Drama", "/m/x": "\"Cult\""])
    #expect(object["model"] as? String == "gpt-4o-mini-2024-07-18")
    #expect(object["cost_dollars"] as? Double == 0.000_25)
    #expect(object["batch_number"] as? Int == 3)
    let characters = try #require(object["characters"] as? [[String: Any]])
    #expect(characters.map { $0["trope"] as? String } == ["Mentor", nil])
    #expect(characters.map { $0["in_cast"] as? Bool } == [true, false])
    #expect(characters[0]["fields"] as? [String: Int] == ["age": 7])
    #expect(characters[0]["died"] is NSNull)
  }

  @Test func `a character that several play has all of them in a JSON line`() throws {
    let movie = ExportedMovie(
      record: try record([LabelledCharacter(name: "Ann", tropeID: "MENTOR", isInCast: true)]),
      cast: try cast("/m/f,2001,Ann,,F,1.6,,One,20,,,", "/m/f,2001, Ann ,,,,,Two,,,,"))
    #expect(movie.characters[0].cast.map(\.actorName) == ["One", "Two"])
    let output = text { JSONLinesExport(tropeNames: [:]).append(movie, to: &$0) }
    #expect(output.contains("\"actors\":[{\"name\":\"One\",\"dob\":null,\"gender\":\"F\""))
  }
}
