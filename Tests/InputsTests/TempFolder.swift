import Foundation
import Glibc
import Inputs
import Testing
import TropeModel

/// A folder of its own for one test, gone with it.
final class TempFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/tropebuild-inputs-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
  }

  deinit {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." {
          chmod(path + "/" + name, 0o700)
          remove(path + "/" + name)
        }
      }
      closedir(stream)
    }
    chmod(path, 0o700)
    rmdir(path)
  }

  /// Writes over a file in place, or makes it.
  func write(_ name: String, _ bytes: [UInt8]) {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var rest = bytes[...]
    while descriptor >= 0, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
  }

  func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

  /// Sets the time of the last change of content.
  func setModified(_ name: String, seconds: Int) {
    let omitted = (1 << 30) - 2  // UTIME_OMIT, which C gives as a macro that Swift cannot read.
    var times = [
      timespec(tv_sec: 0, tv_nsec: omitted), timespec(tv_sec: seconds, tv_nsec: 0),
    ]
    utimensat(AT_FDCWD, path + "/" + name, &times, 0)
  }

  var inputs: InputDirectory { InputDirectory(path: path) }
}

/// A movie of a test.
func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

/// Values that closures of several threads may add to.
final class Collected: @unchecked Sendable {
  // Sound: `values` is touched with the lock held only.
  private let lock = NSLock()
  private var values: [String] = []

  /// Adds a value; how many there are now.
  @discardableResult
  func add(_ value: String) -> Int {
    lock.withLock {
      values.append(value)
      return values.count
    }
  }

  var all: [String] { lock.withLock { values } }
}

extension InputDirectory {
  /// Both files of a movie as far as the listing saw them.
  func fingerprint(_ entry: InputEntry, scanStart: Int64) throws -> Fingerprint {
    try reader().fingerprint(entry, scanStart: scanStart)
  }
}

extension PlotText {
  var text: String { String(decoding: utf8, as: UTF8.self) }
}
