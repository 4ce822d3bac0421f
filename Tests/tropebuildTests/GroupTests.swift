import Foundation
import Testing
import TestSupport

/// Several movies a request, by both lanes, and what they weigh.
@Suite struct GroupTests {
  private enum LaneName: String, CaseIterable, CustomTestStringConvertible {
    case realtime, batch
    var testDescription: String { rawValue }
  }

  private func project(
    _ lane: LaneName, movies: Int = 9, size: Int = 4, more: String = ""
  ) throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        recipe:
          movies_per_request: \(size)
        plan:
          strategy: \(lane.rawValue)
        lanes:
          batch:
            poll_interval: 100ms
        limits:
          requests_per_minute: 100k
          tokens_per_minute: 100M
          requests_per_day: 1M
        api:
          sandbox: true
        \(more)
        """)
    for number in 1...movies {
      try project.addMovie(
        100 + number, plot: plot(number),
        cast: number % 3 == 0 ? nil : ["Tom Ripley \(number)", "Anna \(number) Bell"])
    }
    return project
  }

  private func plot(_ number: Int) -> String {
    "Tom Ripley \(number) steals a ring from Anna \(number) Bell, his rival. "
      + String(repeating: "A detective follows him through the town by night. ", count: number)
  }

  private func ledger(_ project: TestProject, _ sql: String) throws -> [String] {
    try Shell(project.directory.appendingPathComponent("ledger.db").path).rows(sql)
  }

  private func records(_ project: TestProject, _ sql: String) throws -> [String] {
    try Shell(project.directory.appendingPathComponent("build/tropes.db").path).rows(sql)
  }

  private let sizes = "SELECT question_count FROM replies ORDER BY question_count DESC, reply_id"

  @Test(arguments: LaneName.allCases)
  private func eachMovieOfAGroupIsATargetOfItsOwn(lane: LaneName) async throws {
    let project = try project(lane)
    #expect(try await project.tropebuild("-s").status == 0)
    #expect(try ledger(project, sizes) == ["4", "4", "1"])
    #expect(try records(project, "SELECT count(*) FROM records") == ["9"])
    #expect(
      try records(project, "SELECT sum(in_cast) FROM characters WHERE movie_id = 104") == ["2"])

    // One movie of a group changes: it alone is asked, and alone.
    try project.write("data/plot_summaries_104.txt", "Tom Ripley 4 gives the ring back.\n")
    let again = try await project.tropebuild()
    #expect(again.output.contains("built 1, reused 0, touched only 0, up to date 8"))
    #expect(try ledger(project, sizes) == ["4", "4", "1", "1"])

    // After a clean all nine come from the replies that are kept, movie by movie.
    let before = try records(project, "SELECT * FROM characters ORDER BY 1, 2")
    _ = try await project.tropebuild("clean")
    let rebuilt = try await project.tropebuild()
    #expect(rebuilt.output.contains("built 0, reused 9"))
    #expect(try ledger(project, sizes).count == 4)
    #expect(try records(project, "SELECT * FROM characters ORDER BY 1, 2") == before)

    // And so does the earlier plot of that one, out of the middle of a group's reply.
    try project.write("data/plot_summaries_104.txt", plot(4) + "\n")
    let back = try await project.tropebuild()
    #expect(back.output.contains("built 0, reused 1"))
  }

  @Test(arguments: LaneName.allCases)
  private func usageIsSharedSoThatSumsComeOutRight(lane: LaneName) async throws {
    let project = try project(lane)
    _ = try await project.tropebuild("-s")
    let sums = "sum(input_tokens), sum(cached_input_tokens), sum(output_tokens)"
    #expect(
      try records(project, "SELECT \(sums) FROM records")
        == ledger(project, "SELECT \(sums) FROM replies"))
    let costs =
      try records(project, "SELECT sum(cost_dollars) FROM records")
      + ledger(project, "SELECT sum(cost_dollars) FROM replies")
    let dollars = costs.compactMap(Double.init)
    #expect(abs(dollars[0] - dollars[1]) < 1e-12)
    _ = try await project.tropebuild("clean")
    _ = try await project.tropebuild("-s")
    #expect(
      try records(project, "SELECT \(sums) FROM records")
        == ledger(project, "SELECT \(sums) FROM replies"), "from kept replies too")
  }

  @Test(arguments: LaneName.allCases, ["missing-character", "wrong-trope"])
  private func aMovieWithABadAnswerIsAskedAgainAlone(
    lane: LaneName, fault: String
  ) async throws {
    // The sandbox spoils the first movie of every group, and a request for one movie as often as the draw says.
    let project = try project(lane, movies: 8, more: "")
    let outcome = try await project.tropebuild("--faults", "\(fault)=80%")
    let replies = try ledger(
      project,
      "SELECT question_count, sum(verdict = 'valid'), count(*) FROM replies NATURAL JOIN answers "
        + "GROUP BY reply_id ORDER BY reply_id")
    let spoiled = replies.filter { $0 == "4|3|4" }.count
    #expect(spoiled > 0, "the draw of this seed spoils no group: \(replies)")
    #expect(replies.filter { $0.hasPrefix("4|") }.count == 2, "no group is asked twice")
    let failed = try records(project, "SELECT count(*) FROM failures")
    #expect(
      replies.filter { $0.hasPrefix("1|1|") }.count + (Int(failed[0]) ?? 0) == spoiled,
      "each spoiled movie is asked again alone until it is good or has failed: \(replies)")
    #expect(outcome.output.contains("built \(8 - (Int(failed[0]) ?? 0))"))
  }

  @Test(
    .enabled(if: SharedTokenizer.isThere, "needs ../shared/tokenizer beside the repository"),
    arguments: LaneName.allCases, [1, 4])
  private func plannedTokensAreThoseThatAreBilled(lane: LaneName, size: Int) async throws {
    let project = try project(
      lane, size: size, more: "tokenizer:\n  vocabulary: \(SharedTokenizer.vocabulary)\n")
    let cache = ["XDG_CACHE_HOME": project.directory.appendingPathComponent("cache").path]
    let preview = try await project.tropebuild("-n", "--json", environment: cache)
    _ = try await Program.run(["-s"], in: project.directory, environment: cache)
    let billed = try ledger(project, "SELECT input_tokens FROM replies ORDER BY input_tokens")
    switch lane {
    case .realtime:
      let planned = try ledger(project, "SELECT tokens FROM realtime_requests ORDER BY tokens")
      #expect(planned == billed)
    case .batch:
      let planned = try ledger(
        project,
        "SELECT sum(input_tokens) AS sum FROM batch_questions GROUP BY custom_id ORDER BY sum")
      #expect(planned == billed)
      #expect(
        try ledger(project, "SELECT sum(input_tokens) FROM batches")
          == ledger(project, "SELECT sum(input_tokens) FROM replies"))
    }
    let sum = billed.compactMap(Int.init).reduce(0, +)
    #expect(preview.output.contains("\"input_tokens\":\(sum),"), "the preview promised as much")
  }
}
