import Testing
import TropeModel

@testable import Report

@Suite struct EvaluationTests {
  private static let mapping = LabelMapping(tropes: [
    "hero": ["HERO", "CHOSEN"], "fool": ["FOOL"], "other": [],
  ])

  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  /// Six characters: one agrees by its second trope, one by its first, one differs, and one each of what cannot be
  /// compared.
  private func sample() throws -> Evaluation {
    let gold = try [
      GoldCharacter(movie: movie(2), name: "Ann", labels: ["hero"]),
      GoldCharacter(movie: movie(1), name: "Bob", labels: ["fool", "hero"]),
      GoldCharacter(movie: movie(1), name: "Cleo", labels: ["hero"]),
      GoldCharacter(movie: movie(1), name: "Dan", labels: ["other"]),
      GoldCharacter(movie: movie(1), name: "Eve", labels: ["fool"]),
      GoldCharacter(movie: movie(1), name: "Lee", labels: ["fool"]),
      GoldCharacter(movie: movie(3), name: "Ann", labels: ["fool"]),
    ]
    return Evaluation(
      gold: gold,
      unplaced: [GoldLine(film: .title("X", mapID: ""), name: "Y", label: "fool", line: 9)],
      records: [
        try movie(1): [
          Answer(name: "Bob", tropeID: "FOOL"), Answer(name: "Cleo", tropeID: "FOOL"),
          Answer(name: "Dan", tropeID: "HERO"), Answer(name: "A Lee", tropeID: "HERO"),
          Answer(name: "B Lee", tropeID: "HERO"),
        ],
        try movie(2): [Answer(name: "Dr. Ann", tropeID: "CHOSEN")],
      ], mapping: Self.mapping)
  }

  @Test func `every labelled character has its outcome, by movie and line`() throws {
    let evaluation = try sample()
    #expect(
      evaluation.cases.map(\.outcome) == [
        .agrees(Answer(name: "Bob", tropeID: "FOOL")),
        .differs(Answer(name: "Cleo", tropeID: "FOOL")), .unmapped, .notFound,
        .ambiguous(["A Lee", "B Lee"]), .agrees(Answer(name: "Dr. Ann", tropeID: "CHOSEN")),
        .noRecord,
      ])
    #expect(evaluation.compared.count == 3)
    #expect(evaluation.agreed == 2)
    #expect(evaluation.coverage == 3.0 / 8)
  }

  @Test func `scores count the answered trope as right where it is accepted, else the closest`()
    throws
  {
    let scores = try sample().tropeScores
    #expect(scores.map(\.value) == ["CHOSEN", "FOOL", "HERO"])
    #expect(scores.map(\.support) == [1, 1, 1])
    #expect(scores.map(\.answered) == [1, 2, 0])
    #expect(scores.map(\.agreed) == [1, 1, 0])
    #expect(scores.map(\.precision) == [1, 0.5, nil])
    #expect(scores.map(\.recall) == [1, 1, 0])
    #expect(scores.map(\.f1) == [1, 2.0 / 3, 0])
    #expect(try sample().macroF1 == (1 + 2.0 / 3) / 3)
  }

  @Test func `confusion holds every compared character once`() throws {
    let confusion = try sample().confusion
    #expect(
      confusion == [
        ConfusionCell(expected: "CHOSEN", answered: "CHOSEN", count: 1),
        ConfusionCell(expected: "FOOL", answered: "FOOL", count: 1),
        ConfusionCell(expected: "HERO", answered: "FOOL", count: 1),
      ])
  }

  @Test func `lines of one character are joined, a label that stands twice counts once`() throws {
    let one = try movie(1)
    let lines = ["hero", "fool", "hero"].enumerated().map {
      (movie: one, line: GoldLine(film: .id(one), name: "Ann", label: $1, line: $0))
    }
    #expect(
      Evaluation.characters(lines)
        == [GoldCharacter(movie: one, name: "Ann", labels: ["hero", "fool"])])
  }

  /// Wilson's interval, computed by hand to four digits.
  @Test(arguments: [
    (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 3, 0.0615, 0.7923),
  ])
  func `the interval is Wilson's`(hits: Int, count: Int, low: Double, high: Double) throws {
    let share = try #require(Proportion(hits: hits, of: count))
    #expect(abs(share.low - low) < 0.000_1)
    #expect(abs(share.high - high) < 0.000_1)
    #expect(Proportion(hits: 0, of: 0) == nil)
  }

  @Test func `nothing compared gives no shares, and words and pictures all the same`() throws {
    let none = Evaluation(gold: [], records: [:], mapping: Self.mapping)
    #expect(none.coverage == nil)
    #expect(none.accuracy == nil)
    #expect(none.macroF1 == nil)
    let text = EvaluationText(none, tropeNames: [:], listsAll: true)
    #expect(text.summary == ["labelled characters  0", "compared             0"])
    #expect(text.json.contains("\"accuracy\":null"))
    #expect(ConfusionPicture(none, tropeNames: [:]).svg.contains("nothing was compared"))
  }
}
