package import Basics
import Synchronization
package import TropeModel

import Glibc

/// What the lock file says about who holds it; parts that cannot be read are `nil`.
package struct LockHolder: Hashable, Sendable {
  package var process: Int32?
  package var host: String?
  package var since: Timestamp?
  /// What it was called as.
  package var command: String?

  package init(
    process: Int32? = nil, host: String? = nil, since: Timestamp? = nil, command: String? = nil
  ) {
    self.process = process
    self.host = host
    self.since = since
    self.command = command
  }
}

/// What a lock guards.
package enum LockedThing: Hashable, Sendable {
  /// What is built: build/ and the inputs of a split.
  case project
  /// What was bought, which several projects may share.
  case ledger
}

/// Why the lock could not be had.
package enum LockError: Error, Hashable, Sendable {
  /// Another process (or another part of this one) has it.
  case held(path: String, of: LockedThing = .project, by: LockHolder)
  case file(FileError)
}

/// The right to write in a project or in a ledger: one process at a time. It is an `flock` on `build/lock`, or on a
/// file beside the ledger, so it is gone with its process, however that ends; the text in the file is for people, and for
/// nobody but the user.
///
/// Held as long as this object lives, or until `release()`.
package final class BuildLock: Sendable {
  package let path: String
  /// The locked descriptor, -1 after release: whoever takes the number out closes it, once.
  private let descriptor: Atomic<Int32>

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = Atomic(descriptor)
  }

  deinit { release() }

  /// Takes the lock, making the file and its directory where they are missing; never waits for a holder.
  package static func acquire(
    _ path: String, of thing: LockedThing = .project, command: String, now: Timestamp
  ) throws(LockError) -> BuildLock {
    let found: Attempt
    do throws(FileError) {
      found = try attempt(path, command: command, now: now)
    } catch {
      throw .file(error)
    }
    switch found {
    case .taken(let lock): return lock
    case .held(let holder): throw .held(path: path, of: thing, by: holder)
    }
  }

  /// Who holds the lock at `path` now, `nil` where nobody does. Changes nothing.
  package static func holder(of path: String) throws(FileError) -> LockHolder? {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      // Another user's, who alone may read it; it is gone when nobody has it.
      if errno == EACCES { return LockHolder() }
      throw FileError(.open, path)
    }
    defer { close(opened) }
    guard flock(opened, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return errno == EWOULDBLOCK ? read(opened) : nil
  }

  /// Gives the lock back and removes its file; a second call does nothing.
  package func release() {
    let taken = descriptor.exchange(-1, ordering: .acquiringAndReleasing)
    guard taken >= 0 else { return }
    // The file goes while it is still locked, and only where it is the locked one.
    if Self.isAt(path, taken) { unlink(path) }
    close(taken)
  }

  // MARK: How it is taken

  private enum Attempt {
    case taken(BuildLock)
    case held(LockHolder)
  }

  /// Somebody who asks who holds the lock has it for an instant (see `holder`), so "held" is said only when it
  /// stays so for 50 ms. Meanwhile a new holder has also written what it is.
  private static let mostRefusals = 6
  private static let pauseMicroseconds: UInt32 = 10_000

  private static func attempt(
    _ path: String, command: String, now: Timestamp
  ) throws(FileError) -> Attempt {
    var refusals = 0
    while true {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if opened < 0 {
        guard errno == ENOENT else { throw FileError(.create, path) }
        try Directories.make(Directories.parent(of: path))
        continue
      }
      if flock(opened, LOCK_EX | LOCK_NB) != 0 {
        let failure = FileError(.lock, path)
        defer { close(opened) }
        if failure.errno == EINTR { continue }
        guard failure.errno == EWOULDBLOCK else { throw failure }
        refusals += 1
        if refusals < mostRefusals {
          usleep(pauseMicroseconds)
          continue
        }
        return .held(read(opened))
      }
      // Its last holder may have removed the file between our opening and locking it: then this lock is on a
      // file that nobody else will ever see.
      guard isAt(path, opened) else {
        close(opened)
        continue
      }
      let lock = BuildLock(path: path, descriptor: opened)
      // One that an older program left may be open to all.
      fchmod(opened, 0o600)
      try describe(opened, path: path, command: command, now: now)
      return .taken(lock)
    }
  }

  /// Whether the name leads to the open file.
  private static func isAt(_ path: String, _ opened: Int32) -> Bool {
    var named = stat()
    var own = stat()
    guard lstat(path, &named) == 0, fstat(opened, &own) == 0 else { return false }
    return named.st_ino == own.st_ino && named.st_dev == own.st_dev
  }

  // MARK: What it says

  private static func describe(
    _ opened: Int32, path: String, command: String, now: Timestamp
  ) throws(FileError) {
    let line = command.split(whereSeparator: \.isNewline).joined(separator: " ")
    let text =
      "pid: \(getpid())\nhost: \(Machine.name)\nsince: \(now.iso8601)\ncommand: \(line)\n"
    let bytes = Array(text.utf8)
    guard ftruncate(opened, 0) == 0, pwrite(opened, bytes, bytes.count, 0) == bytes.count else {
      throw FileError(.write, path)
    }
  }

  private static func read(_ opened: Int32) -> LockHolder {
    var holder = LockHolder()
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = pread(opened, &buffer, buffer.count, 0)
    guard count > 0 else { return holder }
    for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop { $0 == " " })
      switch line[..<colon] {
      case "pid": holder.process = Int32(value)
      case "host": holder.host = value
      case "since": holder.since = Timestamp(iso8601: value)
      case "command": holder.command = value
      default: break
      }
    }
    return holder
  }
}
