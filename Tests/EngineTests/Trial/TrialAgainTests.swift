import Engine
import Quality
import Testing
import TestSupport

/// `try --again`: the reference asked twice.
@Suite struct TrialAgainTests {
  private static let lines =
    "try:\n  models: [gpt-4o-mini, gpt-6.1-terra]\n  movies_per_request: [1, 2]\n  movies: 12\n"

  @Test func `only the reference is asked again, at its own size, and only once`() async throws {
    let rig = try await EngineRig(movies: 1...12, hasCasts: true)
    let first = try await rig.compare(try rig.trial(Self.lines))
    #expect(first.again == nil && first.reference == 2)
    #expect(try await rig.billed() == 48)
    let run = try rig.trial(Self.lines, asksAgain: true)
    let look = try await run.look()
    #expect(look.again?.place == 2 && look.cost > 0)
    #expect(look.plans.allSatisfy { !$0.isOpen })
    let outcome = try await rig.compare(run)
    #expect(try await rig.billed() == 60)
    let again = try #require(outcome.again)
    #expect(again.answered == 12 && again.open == 0 && again.requests == 12 && again.paid > 0)
    // Words decide in this sandbox: it says the same each time, and so does every variant.
    #expect(again.agreement?.value == 1 && again.beyond.isEmpty)
    #expect(outcome.rows.map(\.answered) == [12, 12, 12, 12])
    #expect(outcome.rows.map(\.paid) == [0, 0, 0, 0])
    // A second run with it pays nothing, and one without it says what it said before.
    let second = try await rig.compare(try rig.trial(Self.lines, asksAgain: true))
    #expect(second.again?.paid == 0 && second.again?.agreement?.value == 1)
    let plain = try await rig.compare(try rig.trial(Self.lines))
    #expect(plain.again == nil && plain.rows.map(\.answered) == [12, 12, 12, 12])
    #expect(try await rig.billed() == 60)
    await rig.stop()
  }

  @Test func `a named reference is the one that is asked again, with both answers side by side`()
    async throws
  {
    let rig = try await EngineRig(
      movies: 1...40, hasCasts: true,
      quality: "gpt-4o-mini=60%,gpt-6.1-terra=95%,left-out=0,mixed-up=0")
    let run = try rig.trial(
      "try:\n  models: [gpt-4o-mini, gpt-6.1-terra]\n  movies: 40\n  reference: 1\n",
      asksAgain: true)
    let outcome = try await rig.compare(run)
    #expect(try await rig.billed() == 120)
    let again = try #require(outcome.again)
    #expect(again.place == 0 && outcome.reference == 0)
    let agreement = try #require(again.agreement)
    let labels = outcome.movies.flatMap(\.characters).map(\.labels)
    #expect(outcome.movies.count == 40 && labels.count == 80)
    #expect(labels.allSatisfy { $0.count == 3 })
    // What is told of it is what stands side by side.
    let same = labels.count { $0[0]?.id == $0[2]?.id }
    #expect(abs(agreement.value - Double(same) / 80) < 1e-9)
    #expect(labels.contains { $0[0]?.id != $0[1]?.id })
    await rig.stop()
  }

  @Test func `a variant that differs more than by chance is told from one that does not`()
    async throws
  {
    let rig = try await EngineRig(
      movies: 1...60, hasCasts: true,
      quality: "gpt-4o-mini=40%,gpt-6.1-terra=95%,left-out=0,mixed-up=0")
    let outcome = try await rig.compare(
      try rig.trial(
        "try:\n  models: [gpt-4o-mini, gpt-6.1-terra]\n  movies: 60\n", asksAgain: true))
    let again = try #require(outcome.again)
    let itself = try #require(again.agreement?.value)
    let other = try #require(outcome.rows[0].agreement?.value)
    #expect(again.place == 1 && itself > other)
    #expect(again.beyond == [0])
    await rig.stop()
  }

  @Test func `one that is stopped between both says so, and the next goes on`() async throws {
    let rig = try await EngineRig(movies: 1...6, hasCasts: true)
    let lines = "try:\n  movies_per_request: [1, 2]\n"
    _ = try await rig.compare(try rig.trial(lines))
    let broke = try await rig.compare(
      try rig.trial(lines, asksAgain: true), budget: 0.000_000_1)
    #expect(broke.again?.agreement == nil && broke.again?.open == 6)
    #expect(broke.again?.stop != nil)
    let whole = try await rig.compare(try rig.trial(lines, asksAgain: true))
    #expect(whole.again?.agreement?.value == 1 && whole.again?.open == 0)
    #expect(try await rig.billed() == 18)
    await rig.stop()
  }
}
