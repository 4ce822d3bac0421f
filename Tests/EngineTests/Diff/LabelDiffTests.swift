import Engine
import Quality
import Testing
import TropeModel

extension LabelDiff {
  /// Of two sides that say nothing of movies themselves.
  fileprivate init(
    _ a: [MovieID: [LabelledCharacter]], _ b: [MovieID: [LabelledCharacter]]
  ) { self.init(SideLabels(characters: a), SideLabels(characters: b)) }
}

@Suite struct LabelDiffTests {
  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  private func character(
    _ name: String, _ trope: String?, _ fields: [FieldAnswer] = []
  ) -> LabelledCharacter {
    LabelledCharacter(name: name, tropeID: trope, isInCast: true, fields: fields)
  }

  @Test func `what became of what is counted, the most frequent first`() throws {
    let (one, two, three) = (try movie(1), try movie(2), try movie(3))
    let diff = LabelDiff(
      [
        one: [character("Anna", "HERO"), character("Bert", "NONE")],
        two: [character("Carl", "NONE"), character("Dora", "HERO")], three: [],
      ],
      [
        one: [character("anna", "HERO"), character("Bert", "FOOL")],
        two: [character("Carl", "FOOL"), character("Dora", "NONE")],
      ])
    #expect(diff.movies == 2 && diff.moviesOnlyInA == [three] && diff.moviesOnlyInB == [])
    #expect(diff.characters == 4 && diff.same == 1 && diff.changedMovies == 2)
    #expect(diff.confusions.map(\.count) == [2, 1])
    #expect(diff.confusions.first?.from == .text("NONE"))
    #expect(diff.confusions.first?.to == .text("FOOL"))
    #expect(diff.changes.map(\.name) == ["Bert", "Carl", "Dora"])
    let agreement = try #require(diff.agreement)
    #expect(agreement.value == 0.25 && agreement.units == 2 && agreement.characters == 4)
    #expect(agreement.low < 0.25 && agreement.high > 0.25)
  }

  @Test func `a character that one side alone names is one that does not agree`() throws {
    let one = try movie(1)
    let diff = LabelDiff(
      [one: [character("Anna", "HERO"), character("Bert", "NONE")]],
      [one: [character("Anna", "HERO"), character("The cook", "FOOL")]])
    #expect(diff.characters == 1 && diff.same == 1)
    #expect(diff.charactersOnlyInA == 1 && diff.charactersOnlyInB == 1)
    #expect(diff.changes.map(\.kind) == [.onlyInB, .onlyInA])
    #expect(diff.agreement?.characters == 3)
    #expect(diff.confusions.isEmpty)
  }

  @Test func `fields that both sides were asked are compared, whatever a file made of them`() throws
  {
    let one = try movie(1)
    let diff = LabelDiff(
      [
        one: [
          character(
            "Anna", nil,
            [
              FieldAnswer(field: "dies", value: .boolean(true)),
              FieldAnswer(field: "age", value: .number(40)),
              FieldAnswer(field: "work", value: .null),
            ])
        ]
      ],
      [
        one: [
          character(
            "Anna", "HERO",
            [
              FieldAnswer(field: "dies", value: .text("1.0")),
              FieldAnswer(field: "age", value: .text("40")),
              FieldAnswer(field: "work", value: .text("cook")),
            ])
        ]
      ])
    #expect(diff.fields == ["dies", "age", "work"] && diff.otherFields == ["trope"])
    #expect(diff.changes.map(\.field) == ["work"])
    #expect(diff.changes.first?.from == .null && diff.changes.first?.to == .text("cook"))
  }
}

/// What two sides say of movies themselves.
@Suite struct MovieFieldDiffTests {
  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  private static func own(_ ending: String, _ deaths: FieldValue? = nil) -> [FieldAnswer] {
    [FieldAnswer(field: "ending", value: .text(ending))]
      + (deaths.map { [FieldAnswer(field: "deaths", value: $0)] } ?? [])
  }

  @Test func `answers about movies are compared field by field, beside characters`() throws {
    let (one, two, three) = (try movie(1), try movie(2), try movie(3))
    let anna = LabelledCharacter(name: "Anna", tropeID: "HERO", isInCast: true)
    let diff = LabelDiff(
      SideLabels(
        characters: [one: [anna], two: [anna], three: []],
        ofMovies: [
          one: Self.own("sad", .integer(2)), two: Self.own("sad"), three: Self.own("open"),
        ]),
      SideLabels(
        characters: [one: [anna], two: [anna]],
        ofMovies: [one: Self.own("happy", .text("2.0")), two: Self.own("sad", .integer(1))]))
    #expect(diff.fields == ["trope"] && diff.same == 2 && diff.characters == 2)
    #expect(diff.movies == 2 && diff.changedMovies == 1 && diff.moviesOnlyInA == [three])
    // What a record was not asked is not compared; a file's numbers are numbers.
    #expect(diff.ofMovies.fields.map(\.name) == ["ending", "deaths"])
    #expect(diff.ofMovies.fields.map(\.compared) == [2, 1])
    #expect(diff.ofMovies.fields.map(\.same) == [1, 1])
    let agreement = try #require(diff.ofMovies.fields[0].agreement)
    #expect(agreement.value == 0.5 && agreement.units == 2 && agreement.low < 0.5)
    #expect(diff.changes.map(\.field) == ["ending"] && diff.changes[0].name == nil)
    let confusion = try #require(diff.confusions.first)
    #expect(diff.confusions.count == 1 && confusion.isOfMovies && confusion.count == 1)
    #expect(confusion.from == .text("sad") && confusion.to == .text("happy"))
  }

  @Test func `a side that speaks of movies alone lacks no characters`() throws {
    let one = try movie(1)
    let diff = LabelDiff(
      SideLabels(
        characters: [one: [LabelledCharacter(name: "Anna", tropeID: "HERO", isInCast: true)]],
        ofMovies: [one: Self.own("sad")]),
      SideLabels(characters: [one: []], ofMovies: [one: Self.own("sad", .integer(1))]))
    #expect(diff.changes.isEmpty && diff.agreement == nil && diff.charactersOnlyInA == 0)
    #expect(diff.allOtherFields == ["trope", "deaths of the movie"])
    #expect(!diff.hasNothingInCommon)
  }

  @Test func `sides that speak of different things have nothing in common`() throws {
    let one = try movie(1)
    let diff = LabelDiff(
      SideLabels(characters: [one: [LabelledCharacter(name: "A", tropeID: "B", isInCast: true)]]),
      SideLabels(characters: [one: []], ofMovies: [one: Self.own("sad")]))
    #expect(diff.hasNothingInCommon)
    #expect(diff.allOtherFields == ["trope", "ending of the movie"])
  }
}
