package import Glibc

/// Starts other programs.
package enum Spawn {
  /// Starts a program in a process group of its own: Ctrl-C reaches this program only, and the group can be ended whole. A key
  /// of the user's has no business there, so variables that begin with `OPENAI_` are not handed on.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - words: its arguments, the name that it is called by first.
  ///   - environment: this process's own.
  ///   - descriptors: what it has open beside standard error: ours, and the number that it knows it by.
  ///   - outlives: whether it goes on when this program and its terminal end: it gets a session of its own, and signals do with
  ///     it what they do by default.
  /// - Throws: `Failure`.
  package static func start(
    _ program: String, _ words: [String], environment: [String: String],
    descriptors: [(own: Int32, its: Int32)], outlives: Bool = false
  ) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (own, its) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, its) }
    for own in Set(descriptors.map(\.own)).subtracting(descriptors.map(\.its)) where own > 2 {
      posix_spawn_file_actions_addclose(&actions, own)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if outlives {
      var all = sigset_t()
      sigfillset(&all)
      var none = sigset_t()
      sigemptyset(&none)
      posix_spawnattr_setsigdefault(&attributes, &all)
      posix_spawnattr_setsigmask(&attributes, &none)
      posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | ownSession)
    } else {
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
      posix_spawnattr_setpgroup(&attributes, 0)
    }

    let arguments = words.map(copy) + [nil]
    let variables =
      environment.filter { !$0.key.hasPrefix("OPENAI_") }.map { copy("\($0.key)=\($0.value)") }
      + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, program, &actions, &attributes, arguments, variables)
    guard code == 0 else { throw Failure(errno: code) }
    return child
  }

  /// `POSIX_SPAWN_SETSID`, which glibc shows only to who asks for its extensions.
  private static let ownSession: Int16 = 0x80

  /// Why a program was not started.
  package struct Failure: Error {
    package let errno: Int32
  }

  private static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }
}
