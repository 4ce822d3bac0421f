import Foundation
import TestSupport
import Testing

/// The batch lane by a command: the file of a batch is handed to a program instead of an API.
@Suite(.timeLimit(.minutes(10))) struct CommandBatchTests {
  /// A runner in Python, as engines have them: it reads the batch's file and writes a line for each answer.
  ///
  /// `CALLS` counts how often it was called; what `body` does to `lines`, the answers as texts, is the test's affair.
  private static func runner(_ body: String) -> String {
    """
    import json, os, signal, sys, time
    source, target = sys.argv[1], sys.argv[2]
    with open("calls", "a") as calls: calls.write(target + "\\n")
    CALLS = len(open("calls").readlines())
    def answer(request):
        schema = request["body"]["response_format"]["json_schema"]["schema"]
        items = schema["properties"]["characters"]["prefixItems"]
        names = [item["properties"]["name"]["enum"][0] for item in items]
        content = {"characters": [{"name": name, "trope": "Mentor"} for name in names]}
        return {"id": "x", "custom_id": request["custom_id"], "error": None, "response": {
            "status_code": 200, "request_id": "r", "body": {
                "object": "chat.completion", "model": request["body"]["model"],
                "choices": [{"index": 0, "finish_reason": "stop", "message": {
                    "role": "assistant", "content": json.dumps(content)}}],
                "usage": {"prompt_tokens": 1500, "completion_tokens": 25, "total_tokens": 1525}}}}
    requests = [json.loads(line) for line in open(source)]
    ids = [request["custom_id"] for request in requests]
    lines = [json.dumps(answer(request)) for request in requests]
    def write(lines, end="\\n"):
        with open(target, "w") as out:
            out.write("\\n".join(lines) + (end if lines else ""))
    def wait(name):
        while not os.path.exists(name): time.sleep(0.01)
    \(body)
    """
  }

  private func project(_ body: String, more: String = "", movies: Int = 6) throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        recipe:
          model: own/model-7b
        lanes:
          batch:
            command: >-
              echo {model} >> models;
              python3 'the runner.py' {input} {output}
            poll_interval: 100ms
        \(more)
        """)
    try project.write("the runner.py", Self.runner(body))
    for id in 1...movies {
      try project.addMovie(id, plot: "Ann saves Bob, part \(id).", cast: ["Ann", "Bob"])
    }
    return project
  }

  @Test func `a rehearsal needs no more of a model that no table knows than the build does`()
    async throws
  {
    let project = try project("raise SystemExit(1)", movies: 2)
    let note =
      "no table knows the model 'own/model-7b': the rehearsal goes without limits and prices, but for those of the tropefile"
    let plain = try await project.build("-n")
    #expect(plain.output.contains("(by a command)"), "\(plain.output)")
    let look = try await project.build("-n", "--sandbox")
    #expect(look.output.contains("note: " + note), "\(look.output)")
    #expect(look.output.contains("own/model-7b (no limits, no prices, sandbox)"), "\(look.output)")
    let plan = try await project.build("plan", "--sandbox")
    #expect(plan.output.contains("note: " + note), "\(plan.output)")
    let built = try await project.build("--sandbox")
    #expect(built.errors.contains(note) && built.output.contains("built 2"), "\(built.output)")
    // What it would be handed: bounds in each schema, and nothing that only OpenAI's server knows.
    let file = try project.text("build/batches/batch_0001.jsonl")
    #expect(file.contains("\"prefixItems\"") && file.contains("\"max_tokens\""))
    #expect(!file.contains("service_tier") && !file.contains("prompt_cache"))
    #expect(!(built.output + built.errors).contains("bounds"), "\(built.errors)")
    let realtime = try await project.build("--sandbox", "-B", "--fresh", "--strategy", "realtime")
    #expect(realtime.output.contains("built 2"), "\(realtime.output)")
    #expect(!project.exists("calls"))
  }

  private func calls(_ project: TestProject) throws -> Int {
    project.exists("calls") ? try project.text("calls").split(separator: "\n").count : 0
  }

  @Test func `its answers are records, without a key, a server, a price or a strategy`()
    async throws
  {
    let project = try project("write(lines)")
    let plan = try await project.tropebuild("plan", "--deadline", "1h")
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("none: the command sets the pace, with 1 batch at a time"))
    #expect(!plan.output.contains("realtime"), "\(plan.output)")
    let preview = try await project.tropebuild("-n")
    #expect(preview.status == 0, "\(preview.errors)")
    #expect(preview.output.contains("own/model-7b (by a command)"), "\(preview.output)")
    #expect(preview.output.contains("$0.00"))
    #expect(!project.exists("build"))
    let outcome = try await project.tropebuild("--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    // There is no queue whose limit could be told.
    #expect(try outcome.output.jsonLines().allSatisfy { $0["event"] as? String != "queue" })
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 1)
    #expect(try project.text("models") == "own/model-7b\n")
    let again = try await project.tropebuild("--deadline", "1h")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try calls(project) == 1)
    let explained = try await project.tropebuild("explain", "3")
    #expect(explained.status == 0, "\(explained.errors)")
    let batches = try await project.tropebuild("batches")
    #expect(batches.output.contains("job-"), "\(batches.output)")
  }

  @Test
  func `lines come in any order, twice, cut off or of others; what is left out is asked again`()
    async throws
  {
    let project = try project(
      """
      if CALLS == 1:
          other = lines[0].replace(ids[0], "somebody-else")
          write(["loading the model", lines[4], other, lines[1], lines[4], lines[2][:40]], end="")
          print("out of memory", file=sys.stderr)
          sys.exit(1)
      write(lines)
      """)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("ended with status 1: out of memory"))
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 2)
    #expect(
      try project.rows(
        "SELECT count(*), count(DISTINCT question) FROM answers", database: "ledger.db") == ["6|6"])
  }

  @Test func `lines that failed are asked for again, in vLLM's form and in SGLang's`() async throws
  {
    let project = try project(
      """
      if CALLS == 1:
          lines[0] = json.dumps({"id": "vllm-1", "custom_id": ids[0], "response": {
              "status_code": 500, "request_id": "vllm-batch-1", "body": None}, "error": {"error": {
              "message": "engine died", "type": "InternalServerError", "param": None, "code": 500}}})
          lines[1] = json.dumps({"id": "batch_req_1", "custom_id": ids[1], "response": None,
              "error": {"message": "engine died"}})
      write(lines)
      """)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 2)
  }

  @Test(arguments: [
    ("sys.exit('no GPU here')", "no GPU here"), ("pass", "wrote no answer to {output}"),
    ("os.kill(os.getpid(), signal.SIGKILL)", "ended by signal 9"),
  ])
  func `one that answers nothing ends the run, which says why, and the next one tries again`(
    body: String, words: String
  ) async throws {
    let project = try project("if CALLS > 1: write(lines)\nelse: \(body)")
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains(words), "\(outcome.errors)")
    #expect(!(outcome.output + outcome.errors).contains("the server"), "\(outcome.errors)")
    #expect(try calls(project) == 1)
    let next = try await project.tropebuild()
    #expect(next.status == 0, "\(next.errors)")
    #expect(try project.recordedMovies().count == 6)
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `it goes on when tropebuild ends, and the next run takes what it has written`(
    signal: Int32
  ) async throws {
    let project = try project("wait('go')\nwrite(lines)")
    let process = try Program.start([], in: project.directory)
    try await process.wait { try calls(project) > 0 }
    kill(process.processIdentifier, signal)
    await process.finish()
    // Looks, and does not wait.
    let look = try await project.tropebuild("retrieve")
    #expect(look.status == 75, "\(look.errors)")
    let clean = try await project.tropebuild("clean")
    #expect(clean.status == 0, "\(clean.errors)")
    #expect(clean.output.contains("a command's batches are under way"), "\(clean.output)")
    try project.write("go", "")
    let rest = try await project.tropebuild()
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 1, "it was started a second time")
    _ = try await project.tropebuild("clean")
    #expect(!project.exists("build"))
  }

  @Test
  func `a killed command with all that it started leaves its answers, and the rest is asked again`()
    async throws
  {
    let project = try project(
      """
      if CALLS == 1:
          write(lines[:3])
          os.killpg(os.getpgid(0), signal.SIGKILL)
      write(lines)
      """)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 2)
  }

  @Test func `a batch that is cancelled ends its command, and its questions are asked again`()
    async throws
  {
    let project = try project(
      """
      if CALLS == 1:
          with open("at work", "w") as file: file.write(str(os.getpid()))
          time.sleep(1000)
      write(lines)
      """)
    let process = try Program.start([], in: project.directory)
    try await process.wait {
      try project.exists("at work") && !project.text("at work").isEmpty
    }
    kill(process.processIdentifier, SIGINT)
    await process.finish()
    let worker = try #require(pid_t(try project.text("at work")))
    #expect(kill(worker, 0) == 0, "it did not go on")
    let outcome = try await project.tropebuild("cancel")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let next = try await project.tropebuild()
    #expect(next.status == 0, "\(next.errors)")
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 2)
  }

  @Test func `cancel begins none of those that wait, and what it calls cancelled has ended`()
    async throws
  {
    let project = try project(
      """
      name = f"at work {os.getpid()}"
      open(name, "w").close()
      time.sleep(1000)
      """, more: "    jobs: 2\nlimits:\n  requests_per_batch: 1")
    let begun = try await project.tropebuild("--no-wait")
    #expect(begun.status == 75, "\(begun.errors)")
    func workers() throws -> [pid_t] {
      try FileManager.default.contentsOfDirectory(atPath: project.directory.path)
        .filter { $0.hasPrefix("at work ") }.compactMap { pid_t($0.dropFirst(8)) }
    }
    try await Happening.wait(for: "two commands at work") { try workers().count == 2 }
    let outcome = try await project.tropebuild("cancel")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6 && lines.allSatisfy { $0.contains(": cancelled;") }, "\(lines)")
    for worker in try workers() { try await ProcessEnd.wait(for: worker) }
    let logs = try FileManager.default.contentsOfDirectory(
      atPath: project.directory.path + "/build/batches/jobs"
    ).filter { project.exists("build/batches/jobs/\($0)/stderr.log") }
    #expect(logs.count == 2, "others were begun")
  }

  @Test func `batches go by hand as with a server, several at a time`() async throws {
    // Each of the two that may work at a time waits for the other.
    let project = try project(
      """
      while len(open("calls").readlines()) < 2: time.sleep(0.01)
      wait("go")
      write(lines)
      """, more: "    jobs: 2\nlimits:\n  requests_per_batch: 2")
    let written = try await project.tropebuild("create-batches")
    #expect(written.status == 0, "\(written.errors)")
    #expect(try calls(project) == 0)
    let submitted = try await project.tropebuild("submit")
    #expect(submitted.status == 0, "\(submitted.errors)")
    try await Happening.wait(for: "two calls") { try calls(project) == 2 }
    let retrieved = try await project.tropebuild("retrieve")
    #expect(retrieved.status == 75, "\(retrieved.errors)")
    #expect(try calls(project) == 2)
    try project.write("go", "")
    let rest = try await project.tropebuild()
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 6)
    #expect(try calls(project) == 3)
  }

  @Test func `each model that is tried is asked by its own name`() async throws {
    let project = try project("write(lines)")
    let outcome = try await project.tropebuild(
      "try", "--yes", "--movies", "3", "--model", "own/a,own/b")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try project.text("models") == "own/a\nown/b\n")
    #expect(
      try project.rows("SELECT DISTINCT model FROM replies ORDER BY 1", database: "ledger.db") == [
        "own/a", "own/b",
      ])
  }

  @Test func `a rehearsal does not call it`() async throws {
    let project = try project("write(lines)")
    let outcome = try await project.tropebuild("--sandbox", "--set", "recipe.model=gpt-4o-mini")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try calls(project) == 0)
  }

  @Test func `a command without places for the files is refused, as is one by a wrong name`()
    async throws
  {
    let project = try project("write(lines)")
    let none = try await project.tropebuild("-n", "--set", "lanes.batch.command=runner {input}")
    #expect(none.status == 64)
    #expect(none.errors.contains("a command with {input} and {output} in it"), "\(none.errors)")
    let missing = try await project.tropebuild(
      "--set", "lanes.batch.command=no-such-runner {input} {output}")
    #expect(missing.status == 2)
    #expect((missing.output + missing.errors).contains("no-such-runner"), "\(missing.errors)")
  }
}
