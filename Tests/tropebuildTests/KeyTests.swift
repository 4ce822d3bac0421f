import Foundation
import Testing

@Suite struct KeyTests {
  private static let key = "sk-a-key-that-must-not-be-found"

  @Test func `the key of .env is used and is found nowhere afterwards`() async throws {
    let server = try await LiveSandbox(["--tier", "none", "--key", Self.key])
    let project = try TestProject.small(strategy: "hybrid", sandbox: false)
    let secret = "export OPENAI_API_KEY='\(Self.key)'\nOPENAI_BASE_URL=\(server.baseURL)\nPATH=/x\n"
    try project.write(".env", secret)
    let outcome = try await project.build()
    #expect(outcome.output.count("built") == 4)
    let shown = try await project.build("explain", "1")
    let status = try await project.build("status", "--json")
    for text in [outcome, shown, status].flatMap({ [$0.output, $0.errors] }) {
      #expect(!text.contains(Self.key))
    }
    let files = FileManager.default.enumerator(atPath: project.directory.path)
    while let name = files?.nextObject() as? String {
      guard name != ".env" else { continue }
      let path = project.directory.appendingPathComponent(name).path
      let data = FileManager.default.contents(atPath: path) ?? Data()
      #expect(data.range(of: Data(Self.key.utf8)) == nil, "\(name)")
    }
  }

  @Test func `a .env that cannot be read is named`() async throws {
    let project = try TestProject.small(sandbox: false)
    try project.write(".env/x", "")
    let outcome = try await project.tropebuild(environment: ["OPENAI_API_KEY": ""])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("warning: cannot read './.env': it is a directory"))
    #expect(outcome.errors.contains("no API key"))
  }

  @Test func `the environment wins over .env, and the tropefile's address over both`() async throws
  {
    let server = try await LiveSandbox(["--tier", "none", "--key", Self.key])
    let project = try TestProject.small(sandbox: false)
    try project.write(
      ".env", "OPENAI_API_KEY=sk-another-one\nOPENAI_BASE_URL=http://127.0.0.1:1/v1\n")
    let refused = try await project.tropebuild(
      "1", environment: ["OPENAI_BASE_URL": server.baseURL])
    #expect(refused.status == 2)
    #expect(!refused.errors.contains("sk-another-one"))
    try await project.build(
      "1", environment: ["OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": Self.key])
    try project.write(
      "tropefile",
      TestProject.settings(sandbox: false).replacing(
        "api: {", with: "api: {base_url: '\(server.baseURL)', "))
    try await project.build(
      "2",
      environment: ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": Self.key])
  }

  @Test func `a server that only the tropefile names gets the key after the user has said so once`()
    async throws
  {
    let project = try TestProject.small(sandbox: false)
    try project.write(
      "tropefile",
      TestProject.settings(sandbox: false).replacing(
        "api: {", with: "api: {base_url: 'https://server.invalid/v1', "))
    let environment = [
      "OPENAI_API_KEY": Self.key, "HOME": project.directory.path, "XDG_CONFIG_HOME": "",
    ]
    let look = try await project.build("-n", environment: environment)
    #expect(
      look.output.contains("gpt-6-luna at 'https://server.invalid/v1' (tier 1, limits ≈ assumed"))
    let refused = try await project.tropebuild(environment: environment)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'https://server.invalid'"))
    #expect(refused.errors.contains("--trust-server"))
    #expect(!project.exists("build/tropes.db"))
    // There is no such server; that the run comes to know it shows that it went on.
    for words in [["--trust-server"], []] {
      let trusted = try await Program.run(
        words, in: project.directory, environment: environment)
      #expect(trusted.errors.contains("asking 'https://server.invalid/v1'"), "\(trusted.errors)")
      #expect(!trusted.errors.contains("--trust-server"))
    }
    #expect(try project.text(".config/tropebuild/servers") == "https://server.invalid\n")
    let plain = try await project.tropebuild(
      "--base-url", "http://server.invalid/v1", environment: environment)
    #expect(plain.status == 2)
    #expect(plain.errors.contains("--allow-http"))
  }

  @Test func `a key in the tropefile is refused`() async throws {
    let project = try TestProject(
      tropefile: "input: {directory: data}\napi: {headers: {Authorization: Bearer \(Self.key)}}\n")
    let outcome = try await project.tropebuild("-n")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("tropefile:2"))
    #expect(!outcome.errors.contains(Self.key))
  }
}
