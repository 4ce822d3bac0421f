import Basics
import Engine
import Testing
import TestSupport
import Tropefile
import TropeModel

/// `recipe.characters`.
@Suite struct CharacterSourceTests {
  private static let plot =
    "One day Carla meets Dora in the woods, and the brave Carla saves the proud Dora."

  private func names(_ rig: EngineRig) throws -> [String] {
    try Shell(rig.place("build/tropes.db"))
      .rows("SELECT movie_id, name, in_cast FROM labels ORDER BY 1, 2")
  }

  @Test(arguments: [Strategy.realtime, .batch])
  func `a model that names the characters is shown no cast`(_ strategy: Strategy) async throws {
    let rig = try await EngineRig(movies: nil)
    try rig.add(1, plot: Self.plot)
    try rig.add(2, plot: Self.plot + " They laugh.")
    try rig.place.write("character_name\nAnna\nBert\n", to: "data/character.metadata_1.csv")
    let project = { (source: CharacterSource) in
      try rig.project {
        $0.recipe.characters = source
        $0.plan.strategy = strategy
      }
    }
    try await rig.build(try project(.cast))
    #expect(try names(rig) == ["1|Anna|1", "1|Bert|1", "2|Carla|0", "2|Dora|0"])
    #expect(try await rig.billed() == 2)

    // What never had a cast asks the same.
    let survey = try await rig.survey(try project(.fromPlot))
    #expect(survey.toAsk.map(\.movie) == [MovieID(number: 1)])
    try await rig.build(try project(.fromPlot))
    #expect(try names(rig) == ["1|Carla|0", "1|Dora|0", "2|Carla|0", "2|Dora|0"])
    #expect(try await rig.billed() == 3)

    // Casts are no inputs: they may change, come without a plot, and be no tables at all.
    try rig.place.write("character_name\nEmil\n", to: "data/character.metadata_1.csv")
    try rig.place.write("\u{0}", to: "data/character.metadata_2.csv")
    try rig.place.write("character_name\nEmil\n", to: "data/character.metadata_3.csv")
    let after = try await rig.survey(try project(.fromPlot))
    #expect(after.upToDate == 2 && after.toAsk.isEmpty)

    // And back: a kept answer serves where the cast is the one that was asked about.
    try rig.place.write("character_name\nAnna\nBert\n", to: "data/character.metadata_1.csv")
    try FileRemoval.remove(rig.place("data/character.metadata_2.csv"))
    #expect(try await rig.build(try project(.cast))?.reused == 1)
    #expect(try names(rig).prefix(2) == ["1|Anna|1", "1|Bert|1"])
    #expect(try await rig.billed() == 3)
    await rig.stop()
  }
}
