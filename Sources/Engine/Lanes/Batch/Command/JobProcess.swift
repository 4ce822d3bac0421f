import Basics
import Glibc
import ProjectFiles

/// A job's command as a process: in a session of its own, so that neither Ctrl-C nor the end of this program reaches it.
///
/// A lock on a file tells any later run that it is at work. The shell around the command has it, and so has all that it starts:
/// the lock is gone when the last of them is. The shell writes down who it is first and how the command ended last.
struct JobProcess: Sendable {
  /// The job's directory; absolute.
  let directory: String

  private var lock: String { directory + "/lock" }
  private var leader: String { directory + "/pid" }
  private var end: String { directory + "/exit" }
  var errors: String { directory + "/stderr.log" }
  /// That it is to end, or never to begin.
  var cancelMark: String { directory + "/cancelled" }

  /// The shell around the command. A kill between two of its lines leaves what `hasBegun` and `status` tell apart. It says who
  /// it is before it looks for the mark, and who cancels sets the mark before looking for whom to signal: one sees the other.
  private static let wrapper = """
    { echo "$$ $4"; cat "/proc/$$/stat"; } > "$3/pid.part" 2>/dev/null
    mv "$3/pid.part" "$3/pid" || exit 1
    [ -e "$3/cancelled" ] && exit 0
    (cd -- "$1" && eval "$2") > "$3/stdout.log" 2> "$3/stderr.log" < /dev/null
    echo $? > "$3/exit.part" && mv "$3/exit.part" "$3/exit"
    """

  /// The number under which the shell has the lock: a single digit is all that shells take.
  private static let lockNumber: Int32 = 9

  // MARK: Starting

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - command: for `/bin/sh`.
  ///   - project: the directory it runs in.
  ///   - environment: this process's own.
  /// - Returns: the process, which is to be waited for; `nil` where the job was begun already, or is cancelled.
  func start(
    _ command: String, in project: String, environment: [String: String]
  ) throws(FileError) -> pid_t? {
    let held = try Descriptor(lock, flags: O_RDWR | O_CREAT, mode: 0o600, operation: .create)
    guard try take(held.number), !hasBegun, !NewFile.exists(cancelMark) else { return nil }
    let nothing = try Descriptor("/dev/null", flags: O_RDWR)
    do throws(Spawn.Failure) {
      return try Spawn.start(
        "/bin/sh",
        [
          "/bin/sh", "-c", Self.wrapper, "tropebuild-job", project, command, directory,
          Machine.name,
        ],
        environment: environment,
        descriptors: [
          (nothing.number, 0), (nothing.number, 1), (nothing.number, 2),
          (held.number, Self.lockNumber),
        ], outlives: true)
    } catch {
      throw FileError(operation: .open, path: "/bin/sh", errno: error.errno)
    }
  }

  /// Whoever looks whether the job is at work has the lock for an instant, so it is held only when it stays so.
  private func take(_ file: Int32) throws(FileError) -> Bool {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(5_000) }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { throw FileError(.lock, lock) }
    }
    return false
  }

  // MARK: Looking

  /// Whether the shell, or something that the command has started, is still there.
  var isAtWork: Bool { (try? BuildLock.holder(of: lock)) != nil }

  /// Whether it was begun, however that ended.
  var hasBegun: Bool { NewFile.exists(leader) }

  /// The status with which the command ended; `nil` where it has not, or could not say.
  var status: Int32? {
    guard let bytes = try? AtomicFile.read(end) else { return nil }
    return Int32(String(decoding: bytes, as: UTF8.self).filter(\.isNumber)) ?? 1
  }

  /// When it was begun, in seconds since 1970; `nil` where it was not.
  var begunAt: Int64? { Self.time(of: leader) }
  /// The same of its end.
  var endedAt: Int64? { Self.time(of: end) }

  private static func time(of path: String) -> Int64? {
    var look = stat()
    return stat(path, &look) == 0 ? Int64(look.st_mtim.tv_sec) : nil
  }

  // MARK: Ending

  /// Sends a signal to the command and all that it has started.
  ///
  /// - Returns: false where nobody is there to get it: it is over, or on another machine.
  func signal(_ number: Int32) -> Bool {
    guard let group = ownGroup else { return false }
    return kill(-group, number) == 0
  }

  /// Whether it was begun on another machine, which has this directory too.
  var isElsewhere: Bool { leaderNote.map { $0.host != Machine.name } ?? false }

  /// What the shell has written of itself: its number, its machine, and its line of `/proc`.
  private var leaderNote: (process: pid_t, host: Substring, line: Substring)? {
    guard let bytes = try? AtomicFile.read(leader) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let words = (lines.first ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, let process = pid_t(words[0]), process > 1 else { return nil }
    return (process, words[1], lines.count > 1 ? lines[1] : "")
  }

  /// The number of the group; `nil` where it is not one of this machine's, or another process has it by now.
  private var ownGroup: pid_t? {
    guard let (process, host, line) = leaderNote, host == Machine.name else { return nil }
    // Numbers of processes are given again; together with its time of start one is unique.
    if let then = Self.start(in: line),
      let bytes = try? AtomicFile.read("/proc/\(process)/stat"),
      let now = Self.start(in: Substring(String(decoding: bytes, as: UTF8.self))), now != then
    {
      return nil
    }
    return process
  }

  /// When a process started, in a line of `/proc/…/stat`: the 22nd of its words, of which the second may be anything in
  /// brackets.
  private static func start(in line: Substring) -> Substring? {
    guard let bracket = line.lastIndex(of: ")") else { return nil }
    let words = line[line.index(after: bracket)...].split(separator: " ")
    return words.count > 19 ? words[19] : nil
  }

  /// Forgets a process that has ended.
  ///
  /// - Returns: whether it had.
  static func hasEnded(_ process: pid_t) -> Bool {
    var status: Int32 = 0
    return waitpid(process, &status, WNOHANG) != 0
  }
}
