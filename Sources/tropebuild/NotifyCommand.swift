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

    do throws(Spawn.Failure) {
      return await end(
        of: try Spawn.start(
          "/bin/sh",
          ["/bin/sh", "-c", #"cd -- "$0" && exec /bin/sh -c "$1""#, directory, words],
          environment: ProcessEnvironment.current.merging(["TROPEBUILD_EVENT": event]) { $1 },
          descriptors: [(ends[0], 0), (2, 1)]))
    } catch {
      return cannotStart(error.errno)
    }
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
