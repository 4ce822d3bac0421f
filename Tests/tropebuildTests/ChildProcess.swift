import Foundation
import Glibc
import Testing

/// A program under test. Foundation's `Process` learns of an end by a descriptor that every other child started
/// at that moment inherits, so with tests side by side it waits for the wrong ones; this one waits for its own.
///
/// Sound as `Sendable`: `ended` is touched under `lock` only, all else is set once.
final class ChildProcess: @unchecked Sendable {
  struct CannotStart: Error {
    var program: String
    var errno: Int32
  }

  /// Why it ended.
  enum Reason { case exit, uncaughtSignal }

  let processIdentifier: pid_t
  private let lock = NSLock()
  private var ended: Int32?
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Starts it in a process group of its own.
  ///
  /// - Parameters:
  ///   - input: the file that standard input comes from; `nil` for an empty one.
  ///   - output: the file that standard output goes to; `nil` for nowhere.
  ///   - errors: the same for standard error.
  init(
    _ program: String, _ arguments: [String], in directory: String? = nil,
    environment: [String: String], input: String? = nil, output: String? = nil,
    errors: String? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    for (descriptor, path) in [(Int32(1), output), (2, errors)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, path ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)

    // The shell changes the directory and becomes the program.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory ?? "."]
    let words = (shell + [program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, shell[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw CannotStart(program: program, errno: code) }
    let started = child
    processIdentifier = started
    Thread.detachNewThread { [self] in
      var status: Int32 = 0
      while waitpid(started, &status, 0) < 0, errno == EINTR {}
      let waiters = lock.withLock {
        ended = status
        defer { waiting = [] }
        return waiting
      }
      for waiter in waiters { waiter.resume() }
    }
  }

  var isRunning: Bool { lock.withLock { ended == nil } }

  /// Waits until something is so, which it must live to see; at the latest until the suite's time is over.
  func wait(
    sourceLocation: SourceLocation = #_sourceLocation, until isSo: () throws -> Bool
  ) async throws {
    while try !isSo() {
      try #require(isRunning, "it has ended before", sourceLocation: sourceLocation)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Waits until it has ended.
  func finish() async {
    await withCheckedContinuation { continuation in
      let isOver = lock.withLock {
        if ended == nil { waiting.append(continuation) }
        return ended != nil
      }
      if isOver { continuation.resume() }
    }
  }

  /// How it ended; only after it has.
  var terminationReason: Reason { status & 0x7F == 0 ? .exit : .uncaughtSignal }

  /// The exit status, or the number of the signal that ended it.
  var terminationStatus: Int32 { status & 0x7F == 0 ? (status >> 8) & 0xFF : status & 0x7F }

  private var status: Int32 { lock.withLock { ended ?? 0 } }
}
