import Engine
import Quality
import Testing
import TropeModel

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
