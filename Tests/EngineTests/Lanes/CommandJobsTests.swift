import Basics
import Foundation
import OpenAIClient
import TestSupport
import Testing

@testable import Engine

/// Batches that a command works on, as the lane sees them: by the API's calls. The commands are lines of shell.
@Suite(.timeLimit(.minutes(5))) struct CommandJobsTests {
  private let place: TemporaryDirectory
  private let project: String

  init() throws {
    place = try TemporaryDirectory()
    // What is quoted badly is found out by such a name.
    project = place("it's {model} here")
    try Directories.make(project)
  }

  /// A new one is what a new run has.
  private func run(
    _ command: String, most: Int = 1, path: String = "/usr/bin:/bin", beginsJobs: Bool = true
  ) throws -> OpenAIClient {
    let jobs = BatchJobs(
      command: command, most: most, directory: project + "/jobs", project: project,
      environment: ["PATH": path, "OPENAI_API_KEY": "sk-secret", "OTHER": "handed on"],
      beginsJobs: beginsJobs)
    return OpenAIClient(
      account: APIAccount(key: try #require(APIKey("none"))),
      transport: CommandTransport(jobs, else: nil))
  }

  private func path(_ name: String) -> String { project + "/" + name }

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  private func write(_ text: String, to name: String) throws {
    try AtomicFile.write(text, to: path(name))
  }

  /// Waits until a file is there.
  private func wait(for name: String) async throws {
    try await Happening.wait(for: "'\(name)'") { NewFile.exists(path(name)) }
  }

  private static let lines =
    #"{"custom_id":"a","url":"/v1/chat/completions","body":{"model":"m {output}"}}"# + "\n"
    + #"{"custom_id":"b","url":"/v1/chat/completions","body":{"model":"other"}}"# + "\n"

  /// Works until it is told to go on.
  private static let waiting =
    "echo x >> starts; touch begun; while [ ! -e go ]; do sleep 0.01; done; cp {input} {output}"

  private func create(
    _ client: OpenAIClient, _ name: String = "tropebuild-1.jsonl",
    metadata: [String: String] = ["tropebuild_batch": "1"]
  ) async throws -> RemoteBatch {
    try write(Self.lines, to: "batch.jsonl")
    let file = try await client.uploadBatchFile(path: path("batch.jsonl"), fileName: name)
    return try await client.createBatch(inputFileID: file.id, metadata: metadata)
  }

  private func end(_ client: OpenAIClient, _ id: String) async throws -> RemoteBatch {
    while true {
      let batch = try await client.batch(id: id)
      if batch.status.isFinal { return batch }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test func `its places are filled with words of a shell, whatever is in them`() async throws {
    let client = try run(#"printf %s {model} > model; pwd > place; cp {input} {output}"#)
    let made = try await create(client)
    let batch = try await end(client, made.id)
    #expect(batch.status == .completed)
    #expect(batch.counts == RemoteBatch.Counts(total: 2, completed: 2, failed: 0))
    #expect(batch.metadata == ["tropebuild_batch": "1"])
    #expect(batch.endedAt != nil)
    #expect(text("model") == "m {output}")
    #expect(text("place") == project + "\n")
    try await client.downloadFile(
      id: try #require(batch.outputFileID), toFile: path("output"))
    #expect(text("output") == Self.lines)
    try await client.deleteFile(id: try #require(batch.outputFileID))
    try await client.deleteFile(id: try #require(batch.inputFileID))
    #expect(try await client.files(purpose: "batch").isEmpty)
  }

  @Test func `a key of the environment is not handed on`() async throws {
    let client = try run("env > variables; cp {input} {output}")
    _ = try await end(client, try await create(client).id)
    let variables = try #require(text("variables"))
    #expect(variables.contains("OTHER=handed on"))
    #expect(!variables.contains("sk-secret"))
  }

  @Test(arguments: [
    (
      "head -1 {input} > {output}; echo 'out of memory' >&2; exit 3",
      "ended with status 3: out of memory"
    ),
    ("head -1 {input} > {output}; kill -KILL $$", "killed together with its shell"),
    ("head -1 {input} > {output}; sh -c 'kill -TERM $$'", "ended by signal 15"),
  ])
  func `what it has written before it failed is there, and how it ended`(
    command: String, words: String
  ) async throws {
    let client = try run(command)
    let batch = try await end(client, try await create(client).id)
    #expect(batch.status == .expired)
    #expect(batch.outputFileID != nil)
    #expect(batch.faults.first?.message?.contains(words) == true, "\(batch.faults)")
    #expect(batch.endedAt == nil, "an end that counts as the time of a batch")
  }

  @Test(arguments: [
    ("true", "wrote no answer to {output}"), ("echo 'log: loading' > {output}", "no answer"),
    ("echo one >&2; echo ' ' >&2; exit 1", "ended with status 1: one"), (") (", "status 2"),
    ("printf '{\"custom_id\":\"a\"' > {output}", "no answer"), ("no-such-runner", "status 127"),
  ])
  func `one without any answer has failed, and says why`(command: String, words: String)
    async throws
  {
    let client = try run(command)
    let batch = try await end(client, try await create(client).id)
    #expect(batch.status == .failed)
    #expect(batch.faults.first?.message?.contains(words) == true, "\(batch.faults)")
    #expect(batch.faults.first?.message?.contains("stderr.log") == true)
  }

  @Test func `one that is at work is found by the next run and not begun again`() async throws {
    let first = try run(Self.waiting)
    let made = try await create(first)
    try await wait(for: "begun")
    let next = try run(Self.waiting)
    let found = try await next.allBatches()
    #expect(found.map(\.id) == [made.id])
    #expect(found.first?.status == .inProgress)
    #expect(found.first?.metadata == made.metadata)
    #expect(try await next.files(purpose: "batch").map(\.fileName) == ["tropebuild-1.jsonl"])
    try write("", to: "go")
    #expect(try await end(next, made.id).status == .completed)
    #expect(text("starts") == "x\n")
  }

  @Test func `so many work at a time as was said, and the others wait for the next run too`()
    async throws
  {
    let first = try run(Self.waiting)
    let one = try await create(first, "tropebuild-1.jsonl")
    try await wait(for: "begun")
    let two = try await create(first, "tropebuild-2.jsonl")
    #expect(two.status == .validating)
    #expect(try await first.batch(id: one.id).status == .inProgress)
    try write("", to: "go")
    let next = try run(Self.waiting)
    #expect(try await end(next, two.id).status == .completed)
    #expect(try await end(next, one.id).status == .completed)
    #expect(text("starts") == "x\nx\n")

    // Each waits for the other.
    let both = try run(
      "touch here.$$; while [ $(ls here.* | wc -l) -lt 2 ]; do sleep 0.01; done; cp {input} {output}",
      most: 2)
    let three = try await create(both, "tropebuild-3.jsonl")
    let four = try await create(both, "tropebuild-4.jsonl")
    #expect(try await end(both, three.id).status == .completed)
    #expect(try await end(both, four.id).status == .completed)
  }

  @Test func `one that is cancelled is ended with all that it has started`() async throws {
    let client = try run("sleep 1000 & echo $! > begun.part; mv begun.part begun; wait")
    let made = try await create(client)
    try await wait(for: "begun")
    let note = try #require(text("begun"))
    let child = try #require(pid_t(note.dropLast()))
    let told = try await client.cancelBatch(id: made.id).status
    #expect(told == .cancelling || told == .cancelled)
    #expect(try await end(client, made.id).status == .cancelled)
    try await ProcessEnd.wait(for: child)
  }

  @Test func `none takes the place of one that is cancelled`() async throws {
    let client = try run("touch begun; sleep 1000")
    let one = try await create(client, "tropebuild-1.jsonl")
    let two = try await create(client, "tropebuild-2.jsonl")
    try await wait(for: "begun")
    let cancelling = try run("false", beginsJobs: false)
    _ = try await cancelling.cancelBatch(id: one.id)
    #expect(try await end(cancelling, one.id).status == .cancelled)
    #expect(try await cancelling.allBatches().map(\.status).contains(.validating))
    #expect(try await cancelling.cancelBatch(id: two.id).status == .cancelled)
    #expect(!NewFile.exists(path("jobs/\(two.id)/lock")))
  }

  @Test func `one whose shell has not said yet who it is has not ended, and runs no command`()
    async throws
  {
    try Directories.make(path("bin"))
    // The shell reads its line of /proc by 'cat', which waits here.
    try write(
      "#!/bin/sh\ntouch '\(path("called").replacing("'", with: "'\\''"))'\n"
        + "while [ ! -e '\(path("go").replacing("'", with: "'\\''"))' ]; do sleep 0.01; done\n",
      to: "bin/cat")
    chmod(path("bin/cat"), 0o755)
    let client = try run("touch begun; sleep 1000", path: path("bin") + ":/usr/bin:/bin")
    let made = try await create(client)
    try await wait(for: "called")
    #expect(try await client.cancelBatch(id: made.id).status == .cancelling)
    #expect(try await client.batch(id: made.id).status == .cancelling)
    try write("", to: "go")
    #expect(try await end(client, made.id).status == .cancelled)
    #expect(!NewFile.exists(path("begun")))
  }

  @Test func `who begins a job sees that it is cancelled, or begun already`() throws {
    let job = JobProcess(directory: project)
    try write("", to: "cancelled")
    #expect(try job.start("touch begun", in: project, environment: [:]) == nil)
    try FileRemoval.remove(path("cancelled"))
    try write("1 a.machine\n", to: "pid")
    #expect(try job.start("touch begun", in: project, environment: [:]) == nil)
    #expect(!NewFile.exists(path("begun")))
  }

  @Test func `one that does not end when it is asked to is killed once its time is over`()
    async throws
  {
    let client = try run("trap '' TERM; touch begun; while :; do sleep 0.01; done")
    let made = try await create(client)
    try await wait(for: "begun")
    #expect(try await client.cancelBatch(id: made.id).status == .cancelling)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)],
      ofItemAtPath: path("jobs/\(made.id)/cancelled"))
    #expect(try await end(client, made.id).status == .cancelled)
  }

  @Test func `one that was not begun is cancelled at once, and one that is over stays as it is`()
    async throws
  {
    let client = try run(Self.waiting)
    let one = try await create(client, "tropebuild-1.jsonl")
    let two = try await create(client, "tropebuild-2.jsonl")
    #expect(try await client.cancelBatch(id: two.id).status == .cancelled)
    try await wait(for: "begun")
    try write("", to: "go")
    #expect(try await end(client, one.id).status == .completed)
    #expect(try await client.cancelBatch(id: one.id).status == .completed)
    #expect(try await run("false").batch(id: two.id).status == .cancelled)
  }

  @Test func `without the shell around it, it is still at work until it ends`() async throws {
    let client = try run(Self.waiting)
    let made = try await create(client)
    try await wait(for: "begun")
    let note = try #require(
      try? String(contentsOfFile: path("jobs/\(made.id)/pid"), encoding: .utf8))
    kill(try #require(pid_t(note.prefix { $0 != " " })), SIGKILL)
    #expect(try await run("false").batch(id: made.id).status == .inProgress)
    try write("", to: "go")
    let batch = try await end(client, made.id)
    #expect(batch.status == .expired)
    #expect(batch.outputFileID != nil)
  }

  @Test func `what it leaves behind does not keep it at work`() async throws {
    let client = try run("sleep 1000 & echo $! > child; cp {input} {output}")
    let batch = try await end(client, try await create(client).id)
    #expect(batch.status == .completed)
    let note = try #require(text("child"))
    kill(try #require(pid_t(note.dropLast())), SIGKILL)
  }

  @Test func `a note of another machine, or of a process that is gone, gets no signal`() throws {
    let sleeper = try Spawn.start(
      "/bin/sh", ["/bin/sh", "-c", "sleep 1000"], environment: ["PATH": "/usr/bin:/bin"],
      descriptors: [], outlives: true)
    defer {
      kill(-sleeper, SIGKILL)
      waitpid(sleeper, nil, 0)
    }
    let process = JobProcess(directory: project)
    let stat = try String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8)
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for note in [
      "\(sleeper) another.machine\n\(stat)",
      "\(sleeper) \(host)\n\(sleeper) (sh) S" + String(repeating: " 1", count: 40), "",
      "1 \(host)\n",
    ] {
      try write(note, to: "pid")
      #expect(!process.signal(0), "\(note)")
    }
    try write("\(sleeper) \(host)\n\(stat)", to: "pid")
    #expect(process.signal(0))
  }

  @Test func `a batch of a server is not lost because a command works now`() async throws {
    let client = try run("true")
    do {
      _ = try await client.batch(id: "batch_68")
      Issue.record("it was answered")
    } catch {
      #expect(error.kind == .badRequest)
      #expect(error.description.contains("was sent to a server"), "\(error)")
    }
    await #expect(throws: APIFailure.self) { _ = try await client.cancelBatch(id: "batch_68") }
    #expect(try await client.batch(id: "job-1").status == .expired)
    await #expect(throws: APIFailure.self) { _ = try await client.model(named: "m") }
  }

  @Test func `a name of a file that is none leads nowhere`() async throws {
    let client = try run("true")
    await #expect(throws: APIFailure.self) {
      _ = try await client.createBatch(inputFileID: "../batch.jsonl", metadata: [:])
    }
    await #expect(throws: APIFailure.self) {
      try await client.downloadFile(id: "..", toFile: path("output"))
    }
    try write("x", to: "precious")
    try? await client.deleteFile(id: "../../precious")
    #expect(text("precious") == "x")
  }

  @Test func `a disk that takes nothing is told`() async throws {
    try write("in the way", to: "jobs")
    let client = try run("true")
    await #expect(throws: APIFailure.self) { _ = try await create(client) }
  }
}
