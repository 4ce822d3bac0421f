import Formats
import Glibc

/// Where a sandbox keeps what has to survive a restart: a journal of events and the bytes of its files.
///
/// The journal is written without fsync: it has to survive the end of the process, not of the machine.
final class StateDirectory: Sendable {
  private let path: String
  private let journal: Int32
  /// Drawn when the directory was made; tells its ids from those of other sandboxes.
  let salt: String
  /// When the sandbox's clock was set.
  let anchor: ClockAnchor

  /// Opens a directory or makes it. The clock goes on from where it stood, at the pace it had.
  init(path: String, scale: Double) throws {
    self.path = path
    for folder in [path, path + "/files"] where mkdir(folder, 0o755) != 0 && errno != EEXIST {
      throw BlobError(operation: "create", path: folder, code: errno)
    }
    let settingsPath = path + "/sandbox.json"
    let now = SandboxClock.wallClock()
    if let bytes = try Self.contents(of: settingsPath) {
      let settings = try JSON(parsing: bytes)
      salt = settings["salt"]?.stringValue ?? SandboxState.newSalt()
      let real = settings["real"]?.doubleValue ?? now
      let pace = settings["scale"]?.doubleValue ?? scale
      anchor = ClockAnchor(
        real: now, sandbox: (settings["sandbox"]?.doubleValue ?? now) + (now - real) * pace)
    } else {
      salt = SandboxState.newSalt()
      anchor = ClockAnchor(real: now, sandbox: now)
    }
    let settings: JSON = [
      "salt": .string(salt), "real": .number(anchor.real), "sandbox": .number(anchor.sandbox),
      "scale": .number(scale),
    ]
    var writer = try Blob.Writer(path: settingsPath)
    try writer.write(settings.bytes)
    _ = try writer.finish()
    journal = open(path + "/journal.jsonl", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard journal >= 0 else { throw BlobError(operation: "open", path: path, code: errno) }
  }

  deinit { close(journal) }

  /// Where the bytes of a file are.
  func path(ofFile id: String) -> String { "\(path)/files/\(id)" }

  /// Removes the bytes of a file; one that is gone already is no matter.
  func removeFile(_ id: String) { unlink(path(ofFile: id)) }

  /// All events that were written, oldest first. A last line that was cut off is dropped.
  func events() throws -> [StateEvent] {
    guard let bytes = try Self.contents(of: path + "/journal.jsonl") else { return [] }
    let whole = bytes.lastIndex(of: 0x0A).map { bytes[...$0] } ?? []
    if whole.count < bytes.count { ftruncate(journal, off_t(whole.count)) }
    return try whole.split(separator: 0x0A).compactMap { line in
      StateEvent(json: try JSON(parsing: Array(line)))
    }
  }

  /// What is in a file; `nil` where there is none.
  private static func contents(of path: String) throws(BlobError) -> [UInt8]? {
    do {
      return try Blob.open(path: path).readAll()
    } catch  where error.code == ENOENT {
      return nil
    }
  }

  /// Writes events down.
  func append(_ events: [StateEvent]) {
    var bytes: [UInt8] = []
    for event in events {
      event.json.append(to: &bytes, separators: .kept)
      bytes.append(0x0A)
    }
    _ = bytes.withUnsafeBytes { write(journal, $0.baseAddress, $0.count) }
  }
}
