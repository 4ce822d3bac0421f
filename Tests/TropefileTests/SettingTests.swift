import Testing
import TropeModel

@testable import Tropefile

/// What the command line sets: read and refused by the same schema as a tropefile.
@Suite struct SettingTests {
  private func read(_ settings: Setting..., file: String = "input: {directory: d}") throws
    -> Settings
  {
    try TropefileReader.read(bytes: Array(file.utf8), path: "tropefile", settings: settings)
  }

  private func words(_ settings: Setting...) -> [String] {
    TropefileReader.faults(in: settings).map(\.description)
  }

  @Test func `a setting wins over the file, and null takes a key away`() throws {
    let settings = try read(
      Setting("plan.deadline", "36h", by: "--deadline"),
      Setting("recipe.temperature", "null", by: "--set"),
      file: "input: {directory: d}\nplan: {deadline: 2d}\nrecipe: {temperature: 1}")
    #expect(settings.plan.deadline == .seconds(36 * 3_600))
    #expect(settings.recipe.temperature == nil)
  }

  @Test(arguments: [
    (
      "plan.num_batches", "0", "--num-batches",
      "'plan.num_batches' must be a whole number from 1 to 10000, not '0'"
    ),
    (
      "plan.budget", "0.001", "--budget",
      "'plan.budget' must be an amount in dollars such as $5 or 0.075, from $0.01 to $1000000, or null for none, not '0.001'"
    ),
    (
      "plan.deadline", "1s", "--deadline",
      "'plan.deadline' must be a time such as 90s, 24h or 1h30m, from 60s to 365d, or null for none, not '1s'"
    ),
    (
      "lanes.realtime.concurrency", "99999", "-j",
      "'lanes.realtime.concurrency' must be a whole number from 1 to 10000, or null for none, not '99999'"
    ),
    (
      "plan.strategy", "best", "--strategy",
      "'plan.strategy' must be one of 'hybrid', 'batch', 'realtime', 'flex', 'hybrid-flex', not 'best'"
    ),
  ])
  func `a flag is refused as its key is, and named`(
    key: String, text: String, flag: String, words: String
  ) {
    #expect(self.words(Setting(key, text, by: flag)) == ["\(flag): \(words)"])
  }

  @Test func `an unknown key has a suggestion, a section one of its keys`() {
    #expect(
      words(Setting("plan.dedline", "2d", by: "--set"))
        == ["--set: unknown key 'plan.dedline' (did you mean 'plan.deadline'?)"])
    #expect(
      words(Setting("deadline", "2d", by: "--set"))
        == ["--set: unknown key 'deadline' (did you mean 'plan.deadline'?)"])
    #expect(
      words(Setting("plan", "2d", by: "--set"))
        == ["--set: 'plan' is a section (set one of its keys, such as 'plan.strategy')"])
  }

  @Test func `a key without a value and a key that is set twice are refused`() {
    #expect(words(Setting("input.directory", "", by: "--input-dir")).count == 1)
    #expect(
      words(Setting("limits.tier", "2", by: "--tier"), Setting("limits.tier", "3", by: "--set"))
        == ["--set: 'limits.tier' is set more than once"])
  }

  @Test func `names and values are written as in a tropefile and replace the file's`() throws {
    let settings = try read(
      Setting("api.headers", "{X-Team: film studies}", by: "--set"),
      Setting("exports.files", "{a.csv: movies}", by: "--set"),
      Setting("recipe.fields", "{age: {type: integer}}", by: "--set"),
      file: "input: {directory: d}\napi: {headers: {X-Run: 7}}\nexports: {files: {b.csv: movies}}")
    #expect(settings.api.headers == ["X-Team": "film studies"])
    #expect(settings.exports.files.map(\.path) == ["a.csv"])
    #expect(settings.recipe.fields.map(\.name) == ["age"])
    #expect(
      words(Setting("api.headers", "{X-Team: a, X-Team: b}", by: "--set"))
        == ["--set: 'X-Team' was already set on line 1"])
    #expect(words(Setting("api.headers", "{Authorization: secret}", by: "--set")).count == 1)
    #expect(words(Setting("api.headers", "{", by: "--set")).count == 1)
  }

  @Test func `no value that may be a secret is shown`() {
    let address = Setting("api.base_url", "https://me:secret@example.org/v1", by: "--base-url")
    #expect(words(address).allSatisfy { !$0.contains("secret") })
  }

  @Test func `a contradiction with the file is told at the flag that makes it`() {
    do {
      _ = try read(
        Setting("plan.batch_token_target", "3M", by: "--batch-token-target"),
        file: "input: {directory: d}\nlimits: {enqueued_tokens: 2M}")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".hasPrefix("--batch-token-target: 'plan.batch_token_target' (3M) is more"))
    }
  }

  @Test func `what needs no input reads a tropefile without one`() throws {
    let settings = try TropefileReader.read(bytes: [], path: "t", needsInput: false)
    #expect(settings.build.directory == "build")
    #expect(throws: Diagnostics.self) { try TropefileReader.read(bytes: [], path: "t") }
  }
}
