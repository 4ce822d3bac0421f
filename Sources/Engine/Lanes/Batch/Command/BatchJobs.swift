import Basics
import Formats
import Glibc

/// Batches that a command of the user's works on, in the API's terms: files are uploaded to a directory, a batch is a job with a
/// directory of its own, and its output file is what the command has written.
///
/// Whatever is done is on disk before it is answered, so that a run that goes on after a kill finds all of it again; a job does
/// not end with the run that began it.
package actor BatchJobs {
  private let command: String
  private let most: Int
  private let directory: String
  private let project: String
  private let environment: [String: String]
  private let beginsJobs: Bool
  /// Jobs that were looked at, so that each is read once.
  private var known: [String: BatchJob] = [:]
  /// Those that are over, and how: that never changes.
  private var over: [String: BatchJob.State] = [:]
  /// Processes of this run that were not waited for yet.
  private var children: [pid_t] = []
  /// How often a job was begun in this run.
  private var starts: [String: Int] = [:]
  /// How far the outputs of running jobs were counted.
  private var counted: [String: LineCount] = [:]

  /// A shell that does not even come to write down that it is there is started so often.
  private static let mostStarts = 3

  /// - Parameters:
  ///   - command: for `/bin/sh`, with `{input}`, `{output}` and perhaps `{model}` in it.
  ///   - most: so many work at a time.
  ///   - directory: where they are kept; made when it is needed.
  ///   - project: the directory that commands run in.
  ///   - environment: this process's own.
  ///   - beginsJobs: whether those that wait are begun as there is room.
  package init(
    command: String, most: Int, directory: String, project: String, environment: [String: String],
    beginsJobs: Bool = true
  ) {
    self.command = command
    self.most = max(1, most)
    self.directory = Directories.absolute(directory) ?? directory
    self.project = Directories.absolute(project) ?? project
    self.environment = environment
    self.beginsJobs = beginsJobs
  }

  private var files: String { directory + "/files" }

  // MARK: Files

  /// Takes a file in; its id is its name.
  func upload(_ path: String, as name: String) throws(FileError) -> JSONObject {
    try Directories.make(files)
    try Self.copy(path, to: files + "/" + name)
    return file(name)
  }

  /// All files that were taken in.
  func list() throws(FileError) -> JSONObject {
    let shown = try names(in: files).filter { Self.isName($0) }.map { JSON.object(file($0)) }
    return ["object": "list", "data": .array(shown), "has_more": false]
  }

  func deleteFile(_ id: String) -> JSONObject {
    if Self.isName(id) { unlink(job(ofOutput: id)?.output ?? files + "/" + id) }
    return ["id": .string(id), "object": "file", "deleted": true]
  }

  /// Copies a file's content; `false` where there is no such file.
  func download(_ id: String, to path: String) throws(FileError) -> Bool {
    guard Self.isName(id) else { return false }
    let source = job(ofOutput: id)?.output ?? files + "/" + id
    guard NewFile.exists(source) else { return false }
    try Self.copy(source, to: path)
    return true
  }

  private func file(_ name: String) -> JSONObject {
    ["id": .string(name), "object": "file", "filename": .string(name), "purpose": "batch"]
  }

  private static let outputSuffix = ".output"

  private func job(ofOutput id: String) -> BatchJob? {
    id.hasSuffix(Self.outputSuffix) ? job(String(id.dropLast(Self.outputSuffix.count))) : nil
  }

  // MARK: Batches

  /// Makes a job, and begins it where one may work; `nil` where the file is not there.
  func create(inputFile: String, metadata: JSONObject) throws(FileError) -> JSONObject? {
    let path = files + "/" + inputFile
    guard Self.isName(inputFile), NewFile.exists(path) else { return nil }
    let job = try BatchJob(
      in: directory, inputFile: inputFile, model: Self.model(in: path) ?? "", metadata: metadata,
      requests: LineCount.of(path))
    known[job.id] = job
    try startNext()
    return batch(job)
  }

  /// A batch as it is now. One whose directory is gone has left no answer.
  func batch(_ id: String) throws(FileError) -> JSONObject {
    try startNext()
    return job(id).map { batch($0) } ?? Self.gone(id)
  }

  /// All batches, the newest first.
  func batches() throws(FileError) -> JSONObject {
    try startNext()
    let all = try jobs().reversed().map { JSON.object(batch($0, counting: false)) }
    return ["object": "list", "data": .array(Array(all)), "has_more": false]
  }

  /// Has a job end, or never begin. No other takes its place for that.
  func cancel(_ id: String) throws(FileError) -> JSONObject {
    guard let job = job(id) else { return Self.gone(id) }
    try job.cancel()
    return batch(job)
  }

  private static func gone(_ id: String) -> JSONObject {
    ["id": .string(id), "object": "batch", "status": "expired"]
  }

  /// - Parameter counting: whether the lines of one that is over are counted, for which its output is read.
  private func batch(_ job: BatchJob, counting: Bool = true) -> JSONObject {
    let state = state(of: job)
    var object: JSONObject = [
      "id": .string(job.id), "object": "batch", "endpoint": "/v1/chat/completions",
      "input_file_id": .string(job.inputFile), "completion_window": "24h",
      // What it waited for its turn is no time of its own.
      "created_at": .integer(job.process.begunAt.map(Int.init) ?? job.createdAt / 1_000),
      "metadata": .object(job.metadata),
    ]
    switch state {
    case .waiting where starts[job.id, default: 0] >= Self.mostStarts:
      fail(&object, "the job does not begin: nothing can be written in '\(job.directory)'")
    case .waiting: object.add("status", "validating")
    case .running:
      counted[job.id, default: LineCount()].read(job.output)
      object.add("status", "in_progress")
      object.add("request_counts", counts(job, lines: counted[job.id]?.ended ?? 0))
    case .ending:
      job.endIfLate()
      object.add("status", "cancelling")
    case .cancelled, .ended, .vanished: addEnd(state, of: job, to: &object, counting: counting)
    }
    return object
  }

  private func addEnd(
    _ state: BatchJob.State, of job: BatchJob, to object: inout JSONObject, counting: Bool
  ) {
    let hasAnswers = job.hasAnswers
    if hasAnswers {
      object.add("output_file_id", .string(job.id + Self.outputSuffix))
      if counting { object.add("request_counts", counts(job, lines: LineCount.of(job.output))) }
    }
    switch state {
    case .cancelled: object.add("status", "cancelled")
    case .ended(status: 0) where hasAnswers:
      object.add("status", "completed")
      if let end = job.process.endedAt { object.add("completed_at", .integer(Int(end))) }
    // A command that leaves nothing at all would leave nothing the next time.
    case .ended where !hasAnswers: fail(&object, job.noAnswers(state))
    // What it has written before it failed is as good as any.
    default:
      object.add("status", "expired")
      if let end = job.end(state) { object.add("errors", Self.errors(end)) }
    }
  }

  private func counts(_ job: BatchJob, lines: Int) -> JSON {
    [
      "total": .integer(job.requests), "completed": .integer(min(lines, job.requests)),
      "failed": 0,
    ]
  }

  private func fail(_ object: inout JSONObject, _ why: String) {
    object.add("status", "failed")
    object.add("errors", Self.errors(why))
  }

  private static func errors(_ words: String) -> JSON {
    ["data": [["code": "command", "message": .string(words)]]]
  }

  // MARK: Jobs

  /// Begins jobs that wait, the oldest first, as long as there is room.
  private func startNext() throws(FileError) {
    children.removeAll(where: JobProcess.hasEnded)
    guard beginsJobs else { return }
    let open = try jobs().map { ($0, state(of: $0)) }.filter { !$0.1.isOver }
    var room = most - open.count { $0.1 != .waiting }
    for (job, state) in open
    where state == .waiting && room > 0 && starts[job.id, default: 0] < Self.mostStarts {
      starts[job.id, default: 0] += 1
      let line = Self.filled(
        command,
        ["input": files + "/" + job.inputFile, "output": job.output, "model": job.model])
      if let child = try job.process.start(line, in: project, environment: environment) {
        children.append(child)
      }
      room -= 1
    }
  }

  /// The oldest first.
  private func jobs() throws(FileError) -> [BatchJob] {
    try names(in: directory).compactMap { job($0) }.sorted {
      ($0.createdAt, $0.id) < ($1.createdAt, $1.id)
    }
  }

  private func job(_ id: String) -> BatchJob? {
    guard id.hasPrefix(BatchJob.prefix), Self.isName(id) else { return nil }
    if let job = known[id], NewFile.exists(job.directory) { return job }
    known[id] = BatchJob(id: id, in: directory)
    return known[id]
  }

  private func state(of job: BatchJob) -> BatchJob.State {
    if let state = over[job.id] { return state }
    let state = job.state
    if state.isOver { over[job.id] = state }
    return state
  }

  /// None where there is no such directory.
  private func names(in directory: String) throws(FileError) -> [String] {
    do {
      return try Directories.names(in: directory)
    } catch {
      if error.isMissing { return [] }
      throw error
    }
  }
}
