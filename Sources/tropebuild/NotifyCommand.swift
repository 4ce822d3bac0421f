import Basics
import Glibc

/// A command of the user's that is told something on its standard input: `notify.command`.
struct NotifyCommand {
  /// What `/bin/sh` runs.
  let words: String
  /// Where it runs.
  let directory: String
  /// What it is told of, as `TROPEBUILD_EVENT`.
  let event: String
  /// After this it is ended.
  let limit: Duration

  /// Runs it to its end; what it prints goes to standard error, since standard output may be a stream of JSON. Keys of the
  /// environment are not handed on.
  ///
  /// - Returns: what went wrong, after the command's name; `nil` if it exited with 0.
  func run(_ input: [UInt8]) async -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return cannotStart(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    // All of it is in the pipe before anybody reads, so nothing can wait for a command that does not.
    let written = input.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    let code = errno
    close(ends[1])
    defer { close(ends[0]) }
    guard written == input.count else { return cannotStart(written < 0 ? code : EMSGSIZE) }

    var child: pid_t = 0
    let fault = spawn(&child, reading: ends[0])
    guard fault == 0 else { return cannotStart(fault) }
    return await end(of: child)
  }

  private func spawn(_ child: inout pid_t, reading input: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, 2, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // In a group of its own it can be ended whole, and Ctrl-C does not reach it.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    var surroundings = ProcessEnvironment.current.filter { !$0.key.hasPrefix("OPENAI_") }
    surroundings["TROPEBUILD_EVENT"] = event
    let variables: [UnsafeMutablePointer<CChar>?] =
      surroundings.map { strdup("\($0.key)=\($0.value)") } + [nil]
    let arguments: [UnsafeMutablePointer<CChar>?] =
      ["/bin/sh", "-c", #"cd -- "$0" && exec /bin/sh -c "$1""#, directory, words].map {
        (word: String) in strdup(word)
      } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    return posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, variables)
  }

  /// Waits for the command, and ends it with all that it has started when its time is over.
  private func end(of child: pid_t) async -> String? {
    let deadline = ContinuousClock.now + limit
    var status: Int32 = 0
    while true {
      let found = waitpid(child, &status, WNOHANG)
      if found == child { break }
      if found < 0, errno != EINTR { return cannotStart(errno) }
      if ContinuousClock.now >= deadline {
        kill(-child, SIGKILL)
        waitpid(child, &status, 0)
        return "was ended: it took more than \(limit.components.seconds) s"
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    let signal = status & 0x7F
    if signal != 0 { return "was ended by signal \(signal)" }
    let exit = status >> 8 & 0xFF
    return exit == 0 ? nil : "ended with status \(exit)"
  }

  private func cannotStart(_ code: Int32) -> String {
    "could not be started: \(String(systemError: code))"
  }
}
