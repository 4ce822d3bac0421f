import Basics
import Formats
import Glibc
import OpenAIClient
import TropeModel

/// One batch that was handed to a command, as its directory tells: `job.json` says what it is, the other files how far it is.
struct BatchJob: Sendable {
  /// Where it stands.
  enum State: Sendable, Equatable {
    /// Nobody has begun it.
    case waiting
    case running
    /// It is to end, and has not yet.
    case ending
    /// It was ended, as somebody wanted.
    case cancelled
    /// The command has ended with this status.
    case ended(status: Int32)
    /// It ended without a word: killed with the shell around it, or the machine went down.
    case vanished

    /// Whether it stays as it is from here on.
    var isOver: Bool {
      switch self {
      case .waiting, .running, .ending: false
      case .cancelled, .ended, .vanished: true
      }
    }
  }

  /// What all of them are called by, and no batch of a server's is.
  static let prefix = "job-"

  let id: String
  /// The file of its requests.
  let inputFile: String
  /// The model that the first request asks.
  let model: String
  let metadata: JSONObject
  let requests: Int
  /// Milliseconds since 1970.
  let createdAt: Int
  let process: JobProcess

  var directory: String { process.directory }
  var output: String { directory + "/output.jsonl" }
  private var cancelMark: String { process.cancelMark }

  /// Makes the directory of a new one; it counts as there once it is whole.
  init(
    in parent: String, inputFile: String, model: String, metadata: JSONObject, requests: Int
  ) throws(FileError) {
    createdAt = Int(Timestamp.byTheWall.milliseconds)
    id = Self.prefix + String(UInt64.random(in: .min ... .max), radix: 16)
    process = JobProcess(directory: parent + "/" + id)
    self.inputFile = inputFile
    self.model = model
    self.metadata = metadata
    self.requests = requests
    let object: JSONObject = [
      "input_file": .string(inputFile), "model": .string(model), "metadata": .object(metadata),
      "requests": .integer(requests), "created_at": .integer(createdAt),
    ]
    try Directories.make(directory)
    try AtomicFile.write(object.line + "\n", to: directory + "/job.json")
  }

  /// One that is there; `nil` where there is none, or it was never finished making.
  init?(id: String, in parent: String) {
    process = JobProcess(directory: parent + "/" + id)
    guard let bytes = try? AtomicFile.read(process.directory + "/job.json"),
      let root = try? JSON(parsing: bytes), let inputFile = root["input_file"]?.stringValue
    else { return nil }
    self.id = id
    self.inputFile = inputFile
    model = root["model"]?.stringValue ?? ""
    metadata = root["metadata"]?.objectValue ?? [:]
    requests = root["requests"]?.intValue ?? 0
    createdAt = root["created_at"]?.intValue ?? 0
  }

  var state: State {
    let isCancelled = NewFile.exists(cancelMark)
    let isAtWork = process.isAtWork
    // Looked at after the lock, for it is written while that is held. What a command leaves behind has the lock on.
    if let status = process.status { return isCancelled ? .cancelled : .ended(status: status) }
    if isCancelled {
      // A shell that has not said yet who it is will see the mark.
      let isThere = !process.hasBegun || process.isElsewhere || process.signal(0)
      return isAtWork && isThere ? .ending : .cancelled
    }
    if isAtWork { return .running }
    return process.hasBegun ? .vanished : .waiting
  }

  /// Marks it as one that is to end, and asks it to.
  func cancel() throws(FileError) {
    guard !state.isOver else { return }
    if !NewFile.exists(cancelMark) { try AtomicFile.write("", to: cancelMark) }
    if !endIfLate() { _ = process.signal(SIGTERM) }
  }

  /// Ends it where it was asked to end long ago.
  ///
  /// - Returns: whether that was so.
  @discardableResult
  func endIfLate() -> Bool {
    var look = stat()
    guard stat(cancelMark, &look) == 0, time(nil) - look.st_mtim.tv_sec > Self.secondsToEnd else {
      return false
    }
    _ = process.signal(SIGKILL)
    return true
  }

  /// So many a command has when it is asked to end.
  static let secondsToEnd = 10

  /// Whether its output has an answer in it, be it one that failed.
  var hasAnswers: Bool {
    guard var lines = try? JSONLines(path: output) else { return false }
    while let line = try? lines.next() {
      if (try? BatchOutputLine.parse(line)) != nil { return true }
    }
    return false
  }

  /// The last words of the command's standard error; `nil` where it said nothing.
  var lastWords: String? {
    guard let file = try? Descriptor(process.errors, flags: O_RDONLY) else { return nil }
    let end = lseek(file.number, 0, SEEK_END)
    guard end > 0, lseek(file.number, max(0, end - 4_096), SEEK_SET) >= 0,
      let bytes = try? file.readAll()
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last { line in
      line.contains { !$0.isWhitespace }
    }.map { String($0.prefix(300)) }
  }
}
