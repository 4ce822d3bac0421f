import Foundation
import Testing
import TestSupport

/// Labels by hand from the command line.
@Suite struct LabelTests {
  @Test func `a label by hand is set, shown, exported, evaluated and taken away`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let name = try #require(
      try project.rows("SELECT name FROM labels WHERE movie_id = 1 ORDER BY position").first)
    let set = try await project.build("label", "1", name, "evil overlord", "--note", "p. 3")
    #expect(set.status == 0, "\(set.errors)")
    #expect(set.output.hasPrefix("1 \(name): Evil Overlord, by hand (the model said "))
    #expect(
      try String(
        contentsOf: project.directory.appendingPathComponent("overrides.csv"), encoding: .utf8)
        == "movie_id,character,trope,note\n1,\(name),EVIL_OVERLORD,p. 3\n")
    let show = try await project.build("show", "1")
    #expect(show.output.contains("hand"), "\(show.output)")
    let json = try await project.build("show", "--json", "1")
    #expect(json.output.contains(#""confidence":null,"labelled_by":"hand","note":"p. 3""#))
    let csv = try await project.build("export", "--table", "characters", "-o", "-")
    #expect(csv.output.contains(",confidence,labelled_by\n"))
    #expect(csv.output.contains("EVIL_OVERLORD") && csv.output.contains(",,hand\n"))
    let status = try await project.build("status")
    #expect(status.output.contains("by hand  1 character"), "\(status.output)")
    let eval = try await project.build("eval")
    #expect(eval.output.hasPrefix("labelled characters  1\ncompared             1"))
    #expect(eval.errors.contains("labelled by hand: 1 character"))
    let away = try await project.build("label", "1", name, "--remove")
    #expect(away.output.contains("as the model said"), "\(away.output)\(away.errors)")
    #expect(try project.rows("SELECT count(*) FROM labels WHERE labelled_by = 'hand'") == ["0"])
    let nothing = try await Program.run(["eval"], in: project.directory)
    #expect(nothing.status == 64)
  }

  @Test func `what fits nothing is told by build and status`() async throws {
    let project = try TestProject.small()
    try project.write("overrides.csv", "movie_id,character,trope\n1,Nobody at all,Mentor\n")
    let build = try await project.build()
    let told = "overrides.csv:2: movie 1 has no character 'Nobody at all'"
    #expect(build.errors.contains(told), "\(build.errors)")
    #expect(try await project.build().errors.contains(told))
    #expect(try await project.build("status").output.contains(told))
    #expect(try await project.build("-n").output.contains(told))
  }

  @Test func `a file that cannot be used silences no status`() async throws {
    let project = try TestProject.small()
    try await project.build()
    try project.write("overrides.csv", "movie_id,character,trope\nx,y,z\n1,Anna\n")
    #expect(try await project.tropebuild("-n").status == 2)
    let status = try await project.build("status").output
    #expect(status.contains("records  4"), "\(status)")
    let (first, second) = (
      try #require(status.firstRange(of: "overrides.csv:2: 'x' is not the Wikipedia id")),
      try #require(status.firstRange(of: "overrides.csv:3: the line has 2 fields"))
    )
    #expect(first.lowerBound < second.lowerBound)
    let json = try await project.build("status", "--json").output.jsonLines().first
    #expect((json?["hand_problems"] as? [String])?.count == 2)
  }

  @Test(arguments: [
    (["1", "Nobody at all", "Mentor"], "movie 1 has no character 'Nobody at all'"),
    (["1", "Nobody at all", "Mentr"], "movie 1 has no character"),
    (["777", "Ann", "Mentor"], "no plot of 777"),
    (["1", "Anna", "age=3"], "'age'"), (["1", "Ann"], "name the label"),
    (["1", "Ann", "Mentor", "--remove", "--note", "x"], "--note"),
  ])
  func `a slip is an error that says what there is`(_ words: [String], _ told: String)
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let outcome = try await Program.run(["label"] + words, in: project.directory)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(told), "\(outcome.errors)")
  }
}
