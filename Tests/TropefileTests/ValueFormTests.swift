import Testing

@testable import Tropefile

/// Values that cannot be.
@Suite struct ValueFormTests {
  @Test func `a key without a value is refused, null where there is no none`() {
    checkKey(
      "recipe:\n  1️⃣movies_per_request:\n",
      "'movies_per_request' has no value (remove the line for the default, which is: 1)")
    checkKey(
      "recipe:\n  1️⃣seed: \"\"\n",
      "'seed' has no value (remove the line for the default, which is: none is sent)")
    checkKey(
      "recipe:\n  1️⃣movies_per_request: null\n",
      "'movies_per_request' cannot be null (remove the line for the default, which is: 1)")
    check("input:\n  1️⃣directory: ~\n", "'directory' has no value")
  }

  @Test(arguments: [
    ("\" | \"", "|"), ("'; '", ";"), ("and", "and"), ("\"\\n\"", "\n"), ("\" \\t \"", "\t"),
  ])
  func `blanks around a separator do not matter, and an end of a line may be one`(
    value: String, separator: String
  ) throws {
    let text = "input: {directory: d}\ncorpus: {table: p.csv, separator: \(value)}\n"
    let settings = try TropefileReader.read(bytes: Array(text.utf8), path: "tropefile")
    #expect(settings.corpus.separator == separator)
  }

  @Test func `a separator of blanks alone is refused with the reason`() {
    checkKey(
      "corpus: {table: p.csv, separator: 1️⃣\"  \"}",
      "'separator' is blank, which would part first names from last names (write the sign between two "
        + "values, without the blanks around it, or \"\\n\" for ends of lines)")
  }

  @Test(arguments: [
    ("recipe.temperature", "-1"), ("recipe.temperature", "2.1"), ("recipe.temperature", "hot"),
    ("recipe.temperature", "nan"), ("recipe.seed", "1.5"), ("recipe.seed", "99999999999999999999"),
    ("recipe.movies_per_request", "0"), ("recipe.movies_per_request", "65"),
    ("recipe.model", "\"a\\0b\""), ("recipe.model", "\" \""), ("recipe.prompt", "\"a\\nb\""),
    ("recipe.reasoning_effort", "hihg"), ("plan.budget", "0"), ("plan.budget", "-5"),
    ("plan.budget", "5€"), ("plan.deadline", "0s"), ("plan.deadline", "tomorrow"),
    ("plan.num_batches", "0"), ("plan.batch_token_target", "-1"),
    ("plan.batch_token_target", "1e999"), ("lanes.attempts", "0"),
    ("lanes.batch.delete_remote_files", "on"), ("lanes.batch.delete_remote_files", "True"),
    ("lanes.realtime.concurrency", "0"), ("lanes.realtime.timeout", "10"),
    ("limits.tier", "0"), ("limits.tier", "6"), ("limits.batch_file_size", "200M"),
    ("limits.enqueued_tokens", "0"), ("prices.input", "-0.1"), ("prices.input", "free"),
    ("api.sandbox", "1"),
  ])
  func `a value that cannot be is refused and shown`(path: String, value: String) throws {
    let names = path.split(separator: ".")
    let text =
      "input: {directory: d}\n" + names.dropLast().map { "\($0): {" }.joined()
      + "\(names[names.count - 1]): \(value)"
      + String(repeating: "}", count: names.count - 1)
    let found = faults(of: Array(text.utf8))
    #expect(found.count == 1)
    let name = TropefileSchema.name(of: path)
    #expect(try #require(found.first).contains("'\(name)' must be "), "\(found)")
  }

  @Test(arguments: [
    "example.org/v1", "ftp://example.org", "http://", "https://:80", "https://a b/v1",
    "https://example.org:0/v1", "https://example.org:99999", "https://?x=1",
    "https://example.org/#a", "https://[::1/v1", "https://exa<mple/v1", "http://h:+80",
  ])
  func `what is no http address is refused`(url: String) throws {
    let found = faults(of: Array("input: {directory: d}\napi:\n  base_url: '\(url)'\n".utf8))
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix("tropefile:3:13: 'base_url' must be an http or"))
  }

  @Test(arguments: [
    "https://api.openai.com/v1", "http://localhost:8080", "HTTP://127.0.0.1/", "http://[::1]:1/v1",
    "https://my_host-1.example/openai/v1/",
    "https://me.openai.azure.com/openai/deployments/mine?api-version=2024-10-21",
  ])
  func `http addresses are taken as they are`(url: String) throws {
    let text = "input: {directory: d}\napi: {base_url: \"\(url)\"}"
    #expect(try TropefileReader.read(bytes: Array(text.utf8), path: "t").api.baseURL == url)
  }

  @Test(arguments: [
    ("Authorization", "Bearer sk-secret", "would put a key into a file others can read"),
    ("api-key", "secret", "would put a key into a file others can read"),
    ("X-API-Key", "secret", "would put a key into a file others can read"),
    ("X-Token", "sk-secret", "looks like a key"),
    ("X-Token", "Bearer secret", "looks like a key"),
    ("Content-Type", "secret", "is set by tropebuild itself"),
    ("OpenAI-Organization", "secret", "is set by tropebuild itself"),
    ("X Team", "secret", "cannot be the name of a header"),
    ("X-Team", "secret\\r\\nEvil: 1", "is not printable ASCII text"),
    ("X-Team", "", "is not printable ASCII text"),
  ])
  func `keys and impossible headers are refused, their values never shown`(
    name: String, value: String, why: String
  ) throws {
    let text = "input: {directory: d}\napi:\n  headers:\n    \(name): \"\(value)\"\n"
    let found = faults(of: Array(text.utf8))
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix("tropefile:4:5: "))
    #expect(try #require(found.first).contains(why))
    #expect(!found.joined().contains("secret"))
  }

  @Test func `a password in an address is not shown`() throws {
    let text = "input: {directory: d}\napi: {base_url: \"https://me:secret@example.org/v1\"}"
    let found = faults(of: Array(text.utf8))
    #expect(try #require(found.first).contains("holds a user name or password"))
    #expect(!found.joined().contains("secret"))
  }

  @Test func `what a value contains cannot write on the terminal`() throws {
    let text =
      "input: {directory: d}\nplan: {num_batches: \"4\\e[31m\\u202Ex"
      + String(repeating: "y", count: 100) + "\"}"
    let message = try #require(faults(of: Array(text.utf8)).first)
    #expect(message.contains("not '4\\u{1b}[31m\\u{202e}xyyy"))
    #expect(message.hasSuffix("y…'"))
  }
}
