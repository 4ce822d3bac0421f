import Testing
import TropeModel

@testable import Recipe

/// Asks after the first: the same question with its lists in other orders.
@Suite struct AskTests {
  private static let role = RecipeField(name: "role", type: .trope)
  private static let side = RecipeField(name: "side", type: .choice(["good", "bad", "neither"]))
  private static let dies = RecipeField(name: "dies", type: .boolean)

  @Test func `each ask has each position once, in an order that no other ask has`() throws {
    let lengths = [99, 4]
    var seen: Set<[[Int]]> = []
    for ask in 1...15 {
      let orders = try #require(AskOrder.orders(ask: ask, lengths: lengths))
      #expect(orders.map { $0.sorted() } == lengths.map { Array(0..<$0) })
      #expect(seen.insert(orders).inserted)
    }
    #expect(AskOrder.orders(ask: 1, lengths: [3]) == [[0, 1, 2]])
    // Nearly nothing stays where it was.
    let second = try #require(AskOrder.orders(ask: 2, lengths: [99])).first ?? []
    #expect(second.enumerated().count { $0 == $1 } < 10)
  }

  /// What was paid for is found again by these, so they stay for ever.
  @Test(arguments: [
    (2, [4], [[1, 2, 0, 3]]), (3, [4], [[2, 1, 3, 0]]), (2, [3, 2], [[1, 2, 0], [1, 0]]),
  ])
  func `the order follows from the number of the ask and the lengths`(
    ask: Int, lengths: [Int], orders: [[Int]]
  ) {
    #expect(AskOrder.orders(ask: ask, lengths: lengths) == orders)
  }

  @Test func `short lists have all their orders, and not one more`() {
    #expect(AskOrder.count([]) == 1 && AskOrder.count([0, 1]) == 1)
    #expect(AskOrder.count([3, 2]) == 12 && AskOrder.count([99]) == 1_000_000)
    let all = (1...6).compactMap { AskOrder.orders(ask: $0, lengths: [3]) }
    #expect(Set(all).count == 6)
    #expect(AskOrder.orders(ask: 7, lengths: [3]) == nil)
    #expect(AskOrder.orders(ask: 0, lengths: [3]) == nil)
    #expect(AskOrder.orders(ask: 2, lengths: []) == nil)
  }

  @Test func `an ask has the same tropes and values, and questions of its own`() throws {
    let recipe = try Fixture.recipe(fields: [Self.role, Self.side, Self.dies])
    #expect(recipe.orderCount == 24 * 6)
    #expect(recipe.asked(time: 1)?.hashes == recipe.hashes)
    let asks = try (2...4).map { try #require(recipe.asked(time: $0)) }
    #expect(Set(asks.map(\.hashes.combined)).union([recipe.hashes.combined]).count == 4)
    for ask in asks {
      #expect(Set(ask.catalog?.tropes ?? []) == Set(recipe.catalog?.tropes ?? []))
      #expect(ask.hashes.prompt == recipe.hashes.prompt && ask.hashes.model == recipe.hashes.model)
      guard case .choice(let values) = ask.fields.fields[1].type else {
        Issue.record("no choice")
        continue
      }
      #expect(values.sorted() == ["bad", "good", "neither"])
      #expect(ask.fields.fields[0] == Self.role && ask.fields.fields[2] == Self.dies)
      // One movie's part is the same each time, and all else the same for all movies.
      let (one, other) = (
        try Fixture.question(ask), try Fixture.question(ask, plot: "Another.", cast: ["Trinity"])
      )
      #expect(one.userMessage == (try Fixture.question(recipe)).userMessage)
      #expect(one.hash != (try Fixture.question(recipe)).hash)
      let fixed = ask.fixedPart(groupSize: 1)
      for question in [one, other] {
        #expect(ask.requestBody(for: [question]).starts(with: fixed))
      }
    }
    // Tropes alone keep the form of the first version.
    let tropes = try Fixture.recipe()
    #expect(tropes.asked(time: 2)?.hashes.fields == nil)
    #expect(try Fixture.recipe(fields: [Self.dies]).asked(time: 2) == nil)
  }

  @Test func `a reply to an ask is read as any other`() throws {
    let recipe = try Fixture.recipe()
    let ask = try #require(recipe.asked(time: 2))
    let verdict = ask.check(
      content:
        #"{"characters":[{"name":"Neo","trope":"Chosen One"},{"name":"Morpheus","trope":"Mentor"}]}"#,
      finishReason: "stop", key: "", groupSize: 1, for: try Fixture.question(ask))
    guard case .record(let characters, _) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(characters.map(\.tropeID) == ["CHOSEN_ONE", "MENTOR"])
  }

  private func character(
    _ name: String, _ trope: String, side: String, age: Int = 1, dies: Bool = true
  ) -> LabelledCharacter {
    LabelledCharacter(
      name: name, tropeID: trope, isInCast: true,
      fields: [
        FieldAnswer(field: "side", value: .text(side)),
        FieldAnswer(field: "dies", value: .boolean(dies)),
        FieldAnswer(field: "age", value: .integer(age)),
      ])
  }

  @Test func `an answer votes for a label where all that is chosen is the same`() throws {
    let age = RecipeField(name: "age", type: .integer(FieldRange()))
    let recipe = try Fixture.recipe(fields: [Self.role, Self.side, Self.dies, age])
    let record = [
      character("Ann", "MENTOR", side: "good"), character("Bob", "MENTOR", side: "good"),
      character("Cy", "MENTOR", side: "good"), character("Dora", "MENTOR", side: "good"),
      character("Eve O\u{2019}Hara", "MENTOR", side: "good"),
      character("Fay", "MENTOR", side: "good"),
    ]
    let answer = [
      // A number is no label.
      character("Ann", "MENTOR", side: "good", age: 7),
      character("Bob", "CHOSEN_ONE", side: "good"), character("Cy", "MENTOR", side: "bad"),
      character("EVE O'HARA", "MENTOR", side: "good"),
      // Which of the two is meant nobody knows.
      character("fay", "MENTOR", side: "good"), character("FAY", "MENTOR", side: "good"),
    ]
    #expect(
      recipe.votes(for: record, in: answer) == [true, false, false, false, true, false])
    #expect(recipe.votes(for: record, in: record).allSatisfy { $0 })
    #expect(recipe.votes(for: [], in: answer) == [])
  }
}
