import Basics
import Glibc

/// The sandbox as a process of its own, started beside this program and ended with it.
///
/// It holds the reading end of a pipe as its standard input and exits when that closes, so it ends however this
/// process ends. It is in a process group of its own, so that Ctrl-C reaches this program only.
final class SandboxProcess: Sendable {
  /// The address that the API is spoken to at, up to `/v1`.
  let baseURL: String
  private let process: pid_t
  private let lifeline: Int32

  /// Starts the sandbox on a free loopback port and waits until it listens.
  ///
  /// - Parameter arguments: further arguments, as `["--time-scale", "3600"]`.
  init(arguments: [String]) throws {
    let program = Self.path
    guard access(program, X_OK) == 0 else { throw SandboxFailure.notFound(program) }
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    guard pipe(&input) == 0 else { throw SandboxFailure.cannotStart(errno) }
    guard pipe(&output) == 0 else { throw SandboxFailure.cannotStart(errno) }
    for end in [input[1], output[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    let child: pid_t
    do throws(Spawn.Failure) {
      // Its ends are its own: what it never says has an end.
      defer {
        close(input[0])
        close(output[1])
      }
      child = try Spawn.start(
        program, [program, "--port", "0", "--exit-with-stdin"] + arguments,
        environment: ProcessEnvironment.current, descriptors: [(input[0], 0), (output[1], 1)])
    } catch {
      close(input[1])
      close(output[0])
      throw SandboxFailure.cannotStart(error.errno)
    }
    process = child
    lifeline = input[1]
    let line = Self.firstLine(of: output[0])
    guard let line, let place = line.firstRange(of: "http://") else {
      close(input[1])
      var status: Int32 = 0
      waitpid(child, &status, 0)
      // It has said which of its options is wrong, and they were ours.
      if status >> 8 & 0xFF == ExitStatus.usage.rawValue {
        throw SandboxFailure.wrongOptions
      }
      throw SandboxFailure.saidNothing(line ?? "")
    }
    baseURL = String(line[place.lowerBound...])
  }

  /// Has the sandbox look at options without serving; one that is not there is missed when it is to start.
  ///
  /// - Throws: `SandboxFailure.wrongOptions`, after it has said which.
  static func check(_ arguments: [String]) throws {
    guard access(path, X_OK) == 0,
      let child = try? Spawn.start(
        path, [path, "--check-options"] + arguments, environment: ProcessEnvironment.current,
        descriptors: [])
    else { return }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    if status >> 8 & 0xFF == ExitStatus.usage.rawValue { throw SandboxFailure.wrongOptions }
  }

  deinit { stop() }

  /// Ends the sandbox and waits for it.
  func stop() {
    close(lifeline)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// The program beside this one.
  static var path: String {
    let own = ProcessEnvironment.program ?? CommandLine.arguments.first ?? ""
    let parent = Directories.parent(of: own)
    return (parent == "/" ? "" : parent) + "/tropebuild-sandbox"
  }

  /// Reads up to the first line feed; the descriptor stays open, so that the sandbox may go on writing.
  private static func firstLine(of descriptor: Int32) -> String? {
    let pipe = OpenFile(number: descriptor, name: "the sandbox's output")
    var bytes: [UInt8] = []
    while bytes.count < 4_096, let byte = (try? pipe.readAll(limit: 1))?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return bytes.isEmpty || bytes.count == 4_096 ? nil : String(decoding: bytes, as: UTF8.self)
  }
}

/// Why the sandbox did not come up.
enum SandboxFailure: Error, CustomStringConvertible {
  case notFound(String)
  case cannotStart(Int32)
  case saidNothing(String)
  /// One of its options is wrong, and it has said which.
  case wrongOptions

  var description: String {
    switch self {
    case .notFound(let path):
      "the sandbox is not beside this program: no '\(path)'; build it with "
        + "'swift build --product tropebuild-sandbox'"
    case .cannotStart(let code):
      "the sandbox could not be started: \(String(systemError: code))"
    case .wrongOptions:
      "the sandbox refuses one of its options (those of 'help build' that go with --sandbox)"
    case .saidNothing(let line):
      "the sandbox did not come up" + (line.isEmpty ? "" : ": it said '\(line)'")
    }
  }
}
