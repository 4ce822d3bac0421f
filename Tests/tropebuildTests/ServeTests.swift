import Foundation
import Testing
import TestSupport

/// `serve` as it is built.
@Suite(.timeLimit(.minutes(5))) struct ServeTests {
  /// A server that a test talks to byte by byte.
  private final class Serving {
    let process: ChildProcess
    private let said: TemporaryDirectory
    let port: Int
    /// The path of the address, from the first slash to the last.
    let root: String

    init(_ arguments: [String] = [], in project: TestProject) async throws {
      said = try TemporaryDirectory()
      // Not in the project, where nothing is to be written.
      let output = URL(fileURLWithPath: said("output"))
      process = try Program.start(["serve"] + arguments, in: project.directory, output: output)
      let read = { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
      try await process.wait { read().hasSuffix("\n") }
      let address = try #require(
        read().firstMatch(of: /^http:\/\/127\.0\.0\.1:([0-9]+)(\/.*\/)\n$/))
      port = try #require(Int(address.1))
      root = String(address.2)
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    func ask(
      _ path: String, method: String = "GET", host: String = "localhost"
    ) async throws -> RawClient.Answer {
      let client = try RawClient(port: port)
      try await client.send("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
      return try await client.answer(hasBody: method != "HEAD")
    }

    func page(_ name: String) async throws -> RawClient.Answer { try await ask(root + name) }
  }

  @Test func `who has the whole address reads pages, nobody else anything, and nothing is written`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let serving = try await Serving(in: project)
    let before = try project.picture()
    let progress = try await serving.page("")
    #expect(progress.status == 200)
    #expect(progress.body.contains("No build runs.") && progress.body.contains("complete."))
    let policy = try #require(progress.headers["content-security-policy"])
    #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'sha256-"))
    #expect(progress.headers["cache-control"] == "no-store")
    #expect(progress.headers["referrer-policy"] == "no-referrer")
    #expect(progress.headers["x-content-type-options"] == "nosniff")
    #expect(progress.headers["access-control-allow-origin"] == nil)
    #expect(try await serving.page("now").body.contains("No build runs."))
    let status = try await serving.page("status.json")
    #expect(status.headers["content-type"] == "application/json")
    let printed = try await project.build("status", "--json").output
    #expect(status.body == printed)
    let report = try await serving.page("report")
    #expect(report.body.contains("Written by tropebuild report"))
    #expect(try await serving.page("report/age").body.contains("nothing has changed since"))
    #expect(try await serving.page("plots/1").body.contains("the captain of ship 1"))
    #expect(try await serving.page("plots/77").status == 404)
    let head = try await serving.ask(serving.root, method: "HEAD")
    #expect(head.status == 200 && head.body == "")

    let name = project.directory.lastPathComponent
    for path in ["/", "/report", "/status.json", serving.root.dropLast(2) + "/", "/favicon.ico"] {
      let refused = try await serving.ask(String(path))
      #expect(refused.status == 403)
      #expect(!refused.body.contains(name) && !refused.body.contains("captain"))
    }
    #expect(try await serving.ask(serving.root, host: "evil.example").status == 403)
    let posted = try await serving.ask(serving.root, method: "POST")
    #expect(posted.status == 405 && posted.headers["allow"] == "GET, HEAD")
    #expect(
      try await serving.ask(String(serving.root.dropLast())).headers["location"] == serving.root)
    #expect(try project.picture() == before)
  }

  @Test func `before the first build it says what to do, and shows it when it has begun`()
    async throws
  {
    let project = try TestProject.small("limits: {requests_per_day: 2}")
    try project.write(
      "tropefile",
      """
      input: {directory: data}
      plan: {strategy: realtime}
      api: {sandbox: true}
      limits: {requests_per_day: 2}
      """)
    let serving = try await Serving(in: project)
    #expect(try await serving.page("").body.contains("Nothing has been built yet."))
    let none = try await serving.page("report")
    #expect(none.status == 404 && none.body.contains("nothing has been built yet"))
    #expect(!project.exists("build") && !project.exists("ledger.db"))

    // Two requests a day: it answers these and waits for the next day.
    let build = try Program.start([], in: project.directory)
    defer { kill(build.processIdentifier, SIGKILL) }
    var shown = ""
    while !(shown.contains("A build runs and waits.") && shown.contains("(2 of 4)")) {
      try #require(build.isRunning)
      try await Task.sleep(for: .milliseconds(20))
      shown = try await serving.page("now").body
    }
    #expect(shown.contains("Real time waits until "))
    #expect(shown.contains("the day&#39;s requests are used up"))
    #expect(shown.contains("data-title=\"50% "))
    let status = try #require(try await serving.page("status.json").body.jsonLines().first)
    let wait = try #require((status["waiting"] as? [[String: Any]])?.first)
    #expect(wait.keys.sorted() == ["lane", "reason", "until"])
    #expect(wait["lane"] as? String == "realtime")
    let words = try await project.build("status").output
    #expect(
      words.contains("waiting  real time: the day's requests are used up, until 20"), "\(words)")
    #expect(try await serving.page("report").body.contains("Anna"))
    kill(build.processIdentifier, SIGKILL)
    await build.finish()
    while shown.contains("A build runs") {
      try await Task.sleep(for: .milliseconds(20))
      shown = try await serving.page("now").body
    }
    #expect(shown.contains("it was killed") && !shown.contains("Real time waits"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends it at once with status 0, be a client connected or not`(
    signal: Int32
  ) async throws {
    let project = try TestProject.small()
    let serving = try await Serving(in: project)
    let idle = try RawClient(port: serving.port)
    try await idle.send("GET / HTTP/1.1\r\n")
    kill(serving.process.processIdentifier, signal)
    await serving.process.finish()
    #expect(serving.process.terminationReason == .exit)
    #expect(serving.process.terminationStatus == 0)
    #expect(try await idle.receiveAll() == "")
  }

  @Test func `a port that is taken is told with what to do, and one out of range is refused`()
    async throws
  {
    let project = try TestProject.small()
    let serving = try await Serving(in: project)
    let second = try await project.tropebuild("serve", "--port", "\(serving.port)")
    #expect(second.status == 2)
    #expect(second.output == "")
    #expect(
      second.errors.contains("cannot listen on 127.0.0.1:\(serving.port): address already in use"))
    #expect(second.errors.contains("name another '--port'"))
    #expect(try await project.tropebuild("serve", "--port", "65536").status == 64)
  }

  @Test func `a tropefile that has become wrong is shown, and the page comes back with it`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let good = try project.text("tropefile")
    let serving = try await Serving(in: project)
    try project.write("tropefile", "imput: {}\n")
    let shown = try await serving.page("now").body
    #expect(shown.contains("The project cannot be read.") && shown.contains("imput"), "\(shown)")
    #expect(try await serving.page("status.json").status == 500)
    try project.write("tropefile", good)
    #expect(try await serving.page("now").body.contains("No build runs."))
  }
}
