import Recipe
import Testing
import TropeModel

@Suite struct StatVerdictTests {
  private func verdict(
    entry: InputEntry?, logged: BuildLogEntry?, recipe: String = "prompt",
    request: StalenessRequest = StalenessRequest()
  ) throws -> StatVerdict {
    Staleness.statVerdict(
      entry: entry, logged: logged?.stamps, recipe: try Given.recipe(prompt: recipe).combined,
      request: request)
  }

  @Test func `equal stamps and recipe settle it`() throws {
    #expect(try verdict(entry: Given.entry(), logged: Given.logged()) == .upToDate)
    #expect(
      try verdict(entry: Given.entry(cast: nil), logged: Given.logged(cast: nil)) == .upToDate)
  }

  @Test(arguments: [
    ("newer", Given.stamp(modified: 101)),
    ("older", Given.stamp(modified: 99)),
    ("in the future", Given.stamp(modified: .max)),
    ("another size, mtime kept", Given.stamp(size: 11)),
    ("only ctime moved: same size, mtime kept", Given.stamp(changed: 101)),
    ("ctime before: the clock was set back", Given.stamp(changed: 99)),
    ("another file moved here", Given.stamp(inode: 2)),
  ])
  func `any difference in a stamp leads to a look, never to a judgement`(
    what: String, stamp: FileStamp
  ) throws {
    #expect(try verdict(entry: Given.entry(plot: stamp), logged: Given.logged()) == .examine)
    #expect(try verdict(entry: Given.entry(cast: stamp), logged: Given.logged()) == .examine)
  }

  @Test func `records of an accepted recipe stand while their files are the same`() throws {
    let request = StalenessRequest(accepted: try Given.recipe().combined)
    func verdict(_ entry: InputEntry, _ request: StalenessRequest) throws -> StatVerdict {
      try self.verdict(
        entry: entry, logged: Given.logged(), recipe: "another prompt", request: request)
    }
    #expect(try verdict(Given.entry(), request) == .upToDate)
    #expect(try verdict(Given.entry(), StalenessRequest()) == .examine)
    #expect(try verdict(Given.entry(plot: Given.stamp(size: 11)), request) == .examine)
    func standing(_ plot: String, _ request: StalenessRequest) throws -> Standing? {
      Staleness.decideByContent(
        movie: try Given.movie(1), plot: try Given.state(plot), cast: try Given.state("cast"),
        log: try Given.logged(), recipe: try Given.recipe(prompt: "another prompt"),
        request: request)
    }
    #expect(try standing("plot", request) == .upToDate)
    #expect(try standing("plot", StalenessRequest()) == nil)
    #expect(try standing("another plot", request) == nil)
  }

  @Test func `a cast that comes or goes leads to a look`() throws {
    #expect(try verdict(entry: Given.entry(), logged: Given.logged(cast: nil)) == .examine)
    #expect(try verdict(entry: Given.entry(cast: nil), logged: Given.logged()) == .examine)
  }

  @Test func `a stamp that is not trusted is looked at again`() throws {
    #expect(
      try verdict(entry: Given.entry(), logged: Given.logged(isTrusted: false)) == .examine)
    #expect(
      try verdict(entry: Given.entry(), logged: Given.logged(castIsTrusted: false)) == .examine)
  }

  @Test func `another recipe, or no record, leads to a look`() throws {
    #expect(
      try verdict(entry: Given.entry(), logged: Given.logged(), recipe: "new") == .examine)
    #expect(try verdict(entry: Given.entry(), logged: nil) == .examine)
  }

  @Test func `a movie without a plot is an orphan where it has a record, else nothing to build`()
    throws
  {
    #expect(try verdict(entry: nil, logged: Given.logged()) == .orphan)
    #expect(try verdict(entry: Given.entry(plot: nil), logged: Given.logged()) == .orphan)
    #expect(try verdict(entry: Given.entry(plot: nil), logged: nil) == .noPlot)
    // Not even by force.
    let force = StalenessRequest(alwaysMake: true)
    #expect(
      try verdict(entry: Given.entry(plot: nil), logged: nil, request: force) == .noPlot)
    #expect(try verdict(entry: nil, logged: Given.logged(), request: force) == .orphan)
  }

  @Test func `what the user asks for leads to a look although the stamps agree`() throws {
    let one = try Given.movie(1)
    for request in [
      StalenessRequest(alwaysMake: true), StalenessRequest(assumeChanged: [one]),
      StalenessRequest(checkAll: true),
    ] {
      #expect(
        try verdict(entry: Given.entry(), logged: Given.logged(), request: request) == .examine)
    }
    let other = StalenessRequest(assumeChanged: [try Given.movie(2)])
    #expect(
      try verdict(entry: Given.entry(), logged: Given.logged(), request: other) == .upToDate)
    // To adopt is to ask nothing: -t wins over -B.
    let adopt = StalenessRequest(alwaysMake: true, adopt: true)
    #expect(
      try verdict(entry: Given.entry(), logged: Given.logged(), request: adopt) == .upToDate)
  }
}
