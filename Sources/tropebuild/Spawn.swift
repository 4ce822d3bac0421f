import Glibc

/// Starts other programs.
enum Spawn {
  /// Starts a program in a process group of its own: Ctrl-C reaches this program only, and the group can be ended whole. A key
  /// of the user's has no business there, so variables that begin with `OPENAI_` are not handed on.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - words: its arguments, the name that it is called by first.
  ///   - variables: put into its environment beside this process's own.
  ///   - input: what it reads as its standard input.
  ///   - output: what it writes its standard output to.
  /// - Throws: `Failure`.
  static func start(
    _ program: String, _ words: [String], variables: [String: String] = [:], input: Int32,
    output: Int32
  ) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    for end in [input, output] where end > 2 {
      posix_spawn_file_actions_addclose(&actions, end)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    let surroundings = ProcessEnvironment.current.filter { !$0.key.hasPrefix("OPENAI_") }
      .merging(variables) { $1 }
    let arguments = words.map(copy) + [nil]
    let environment = surroundings.map { copy("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, program, &actions, &attributes, arguments, environment)
    guard code == 0 else { throw Failure(errno: code) }
    return child
  }

  /// Why a program was not started.
  struct Failure: Error {
    let errno: Int32
  }

  private static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }
}
