import Formats
import Testing

@testable import Sandbox

@Suite struct LabellerTests {
  private static let catalog = CatalogIndex(
    labels: ["Mad Scientist", "Loyal Butler", "No Trope"],
    descriptions: [
      "Mad Scientist": "Pursues forbidden experiments in a laboratory.",
      "Loyal Butler": "Serves the master of a house with quiet devotion.",
      "No Trope": "None of these fits.",
    ])

  private static func label(_ name: String, in plot: String, names: [String]) throws -> String {
    let message = "<summary>\(plot)</summary>\n<names>\(names.joined(separator: "\n"))</names>"
    let movie = LabelledMovie(
      try #require(MovieText.all(in: message, namesStandOnLines: true).first))
    return movie.label(of: movie.names.firstIndex(of: name), in: Self.catalog)
  }

  @Test(arguments: [
    ("Victor Stein experiments. James Hall serves.", "Victor Stein", "Mad Scientist"),
    ("Stein experiments. Hall serves.", "Victor Stein", "Mad Scientist"),
    ("Victor comes home. He experiments in a laboratory.", "Victor Stein", "Mad Scientist"),
    ("Victor sleeps. James serves the master.", "Victor Stein", "No Trope"),
    ("Dr. Stein comes. Mr. Hall experiments.", "James Hall", "Mad Scientist"),
  ])
  func `a character is known by any part of the name and by the pronouns that follow`(
    plot: String, name: String, expected: String
  ) throws {
    #expect(
      try Self.label(name, in: plot, names: ["Victor Stein", "James Hall"]) == expected)
  }

  @Test func `a name that two characters share speaks for neither alone`() throws {
    let plot = "Stein experiments in the laboratory."
    #expect(
      try Self.label("Victor Stein", in: plot, names: ["Victor Stein", "Anna Stein"]) == "No Trope")
  }

  @Test func `ties go to the first in catalog order`() {
    let catalog = CatalogIndex(labels: ["Brave One", "Bold One"], descriptions: [:])
    #expect(catalog.label(for: ["brav": 1, "bold": 1]) == "Brave One")
  }

  @Test func `without names those are found that occur twice inside sentences`() {
    let reading = PlotReading(
      "When Anna Bell meets Tom, nobody sees Anna Bell again. Later Tom and Kate leave.")
    #expect(reading.likelyNames() == ["Anna Bell", "Tom"])
  }

  @Test func `names stand one a line, or parted by commas on a single line`() throws {
    func names(_ inside: String, onLines: Bool) -> [String]? {
      MovieText.all(
        in: "<summary>P</summary>\n<names>\(inside)</names>", namesStandOnLines: onLines
      ).first?.names
    }
    #expect(names("Ann, Bob", onLines: false) == ["Ann", "Bob"])
    #expect(names("Smith, John", onLines: true) == ["Smith, John"])
    #expect(names("Smith, John\nA &lt;b>", onLines: false) == ["Smith, John", "A &lt;b>"])
    #expect(names("\n Ann \n\n", onLines: true) == [" Ann "])
  }

  @Test func `a plot that holds a closing tag does not end there`() throws {
    let movie = try #require(
      MovieText.all(
        in: "<summary>A </summary> B <names>x</names> C</summary>\n<names>Ann</names>",
        namesStandOnLines: true
      ).first)
    #expect(movie.plot == "A </summary> B <names>x</names> C")
    #expect(movie.names == ["Ann"])
  }

  @Test func `a movie has one hash alone and among others`() throws {
    let alone = "<summary>P</summary>\n<names>Ann</names>"
    let group =
      "<movie key=\"m1\">\n\(alone)\n</movie>\n<movie key=\"m2\">\n<summary>Q</summary>\n</movie>\n"
    let movies = MovieText.all(in: group, namesStandOnLines: true)
    #expect(movies.map(\.key) == ["m1", "m2"])
    #expect(movies[0].source == Array(alone.utf8))
    #expect(movies[1].plot == "Q")
  }

  /// The answer about Ann, of whom much is told, and Carl, of whom nothing is, to one property.
  private static func answers(_ property: JSON) throws -> [String] {
    let message = """
      <summary>Ann is a baker of 43 in room 400. Bob stays.</summary>
      <names>Ann
      Carl</names>
      """
    let answer = SchemaAnswer(
      schema: Sample.schema(of: "f", property), catalogs: CatalogShelf(systemText: ""),
      movies: MovieText.all(in: message, namesStandOnLines: true)
    ).value()
    return try #require(answer["characters"]?.arrayValue).map { $0["f"]?.text ?? "" }
  }

  private static let properties: [(JSON, [String])] = [
    (["type": "string"], [#""Ann is a baker of 43 in room 400.""#, #""unknown""#]),
    (["type": ["string", "null"]], [#""Ann is a baker of 43 in room 400.""#, "null"]),
    (["type": "integer", "minimum": 0, "maximum": 120], ["43", "0"]),
    (["type": "integer", "minimum": 100, "maximum": 500], ["400", "100"]),
    (["type": "integer", "maximum": -5], ["-5", "-5"]),
    (["type": ["integer", "null"], "maximum": 120], ["43", "null"]),
    (["type": ["number", "null"], "minimum": 1000], ["null", "null"]),
    (["type": ["boolean", "null"]], ["false", "null"]),
    (["type": "string", "enum": ["a"]], [#""a""#, #""a""#]),
    (
      ["anyOf": [["type": "string", "enum": ["a"]], ["type": "null"]]],
      [#""a""#, "null"]
    ),
  ]

  @Test(arguments: properties)
  func `a field is answered within its type, and by null where nothing is told`(
    property: JSON, expected: [String]
  ) throws {
    #expect(try Self.answers(property) == expected)
  }

  @Test func `a schema is filled by its shape: movies by key, deaths, references`() throws {
    let schema: JSON = [
      "type": "object",
      "properties": ["m2": ["$ref": "#/$defs/M"], "m1": ["$ref": "#/$defs/M"]],
      "$defs": [
        "M": [
          "type": "object",
          "properties": [
            "characters": [
              "type": "array",
              "items": [
                "type": "object",
                "properties": ["name": ["type": "string"], "dies": ["type": "boolean"]],
              ],
            ]
          ],
        ]
      ],
    ]
    let message = """
      <movie key="m1">
      <summary>Ann is killed.</summary>
      <names>Ann</names>
      </movie>
      <movie key="m2">
      <summary>Bob lives.</summary>
      <names>Bob</names>
      </movie>
      """
    let answer = SchemaAnswer(
      schema: schema, catalogs: CatalogShelf(systemText: ""),
      movies: MovieText.all(in: message, namesStandOnLines: true)
    ).value()
    #expect(
      answer.text
        == #"{"m2":{"characters":[{"name":"Bob","dies":false}]},"m1":{"characters":[{"name":"Ann","dies":true}]}}"#
    )
  }
}
