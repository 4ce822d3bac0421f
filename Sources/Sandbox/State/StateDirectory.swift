import Foundation
import JSONBytes

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
    let now = Date().timeIntervalSince1970
    if let data = FileManager.default.contents(atPath: settingsPath) {
      let settings = try JSON(parsing: Array(data))
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
    try Data(settings.bytes).write(to: URL(fileURLWithPath: settingsPath), options: .atomic)
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
    guard let data = FileManager.default.contents(atPath: path + "/journal.jsonl") else {
      return []
    }
    let whole = data.lastIndex(of: 0x0A).map { data[...$0] } ?? Data()
    if whole.count < data.count { ftruncate(journal, off_t(whole.count)) }
    return try whole.split(separator: 0x0A).compactMap { line in
      StateEvent(json: try JSON(parsing: Array(line)))
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
