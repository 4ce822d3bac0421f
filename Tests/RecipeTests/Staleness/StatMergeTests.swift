import Recipe
import Testing
import TropeModel

@Suite struct StatMergeTests {
  private func verdicts(
    _ entries: [InputEntry], _ log: [BuildLogEntry],
    _ request: StalenessRequest = StalenessRequest()
  ) throws -> StatVerdicts {
    Staleness.statVerdicts(
      entries: entries, log: log, recipe: try Given.recipe().combined, request: request)
  }

  @Test func `listing and log are merged whichever ends first`() throws {
    let entries = [
      try Given.entry(2), try Given.entry(4), try Given.entry(5, plot: nil),
      try Given.entry(6, plot: Given.stamp(size: 11)), try Given.entry(9, plot: nil),
      try Given.entry(12),
    ]
    let log = try [1, 4, 6, 7, 9, 20].map { try Given.logged($0) }
    let result = try verdicts(entries, log)
    #expect(result.upToDate == 1)
    #expect(result.examine.map { entries[$0].movie.number } == [2, 6, 12])
    #expect(result.orphans.map(\.number) == [1, 7, 9, 20])
    #expect(result.unknown.isEmpty)
  }

  @Test func `nothing on either side is nothing`() throws {
    #expect(try verdicts([], []) == StatVerdicts())
    #expect(try verdicts([], [Given.logged(3)]).orphans.map(\.number) == [3])
    #expect(try verdicts([Given.entry(3)], []).examine == [0])
  }

  @Test func `only the wanted are looked at, and what nobody knows is told`() throws {
    let entries = try (1...5).map { try Given.entry($0) }
    let log = try [3, 4, 8, 9].map { try Given.logged($0) }
    let wanted = Set(try [2, 4, 8, 77, 66].map { try Given.movie($0) })
    let result = try verdicts(entries, log, StalenessRequest(wanted: .only(wanted)))
    #expect(result.upToDate == 1)
    #expect(result.examine == [1])
    #expect(result.orphans.map(\.number) == [8])
    #expect(result.unknown.map(\.number) == [66, 77])
  }

  @Test func `an assumed change of a movie that is not wanted changes nothing`() throws {
    let entries = try (1...2).map { try Given.entry($0) }
    let log = try (1...2).map { try Given.logged($0) }
    let request = StalenessRequest(
      wanted: .only([try Given.movie(1)]), assumeChanged: [try Given.movie(2)])
    let result = try verdicts(entries, log, request)
    #expect(result.upToDate == 1)
    #expect(result.examine.isEmpty)
  }
}
