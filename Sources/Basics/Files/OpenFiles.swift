import Glibc

/// How many files this process may have open: each connection is one.
package enum OpenFiles {
  /// What the databases, the files of batches, the standard streams and the runtime take.
  private static let own = 40
  /// A connection has a second while its host's name is looked up.
  private static let perConnection = 2

  /// Raises the limit as far as the system lets this process.
  ///
  /// - Returns: the limit, and how many connections it leaves room for; at least one.
  package static func raised() -> (limit: Int, connections: Int) {
    var limits = rlimit()
    guard read(&limits) else { return (.max, .max) }
    if limits.rlim_cur < limits.rlim_max {
      var wanted = limits
      wanted.rlim_cur = limits.rlim_max
      if write(wanted) { limits = wanted }
    }
    let limit = Int(clamping: limits.rlim_cur)
    return (limit, connections(limit))
  }

  /// How many connections so many open files leave room for.
  static func connections(_ limit: Int) -> Int { max(1, (limit - own) / perConnection) }

  /// The limit, where it is reached just now; `nil` where another file can be opened.
  package static var limitReached: UInt? {
    do throws(FileError) {
      _ = try Descriptor("/dev/null", flags: O_RDONLY)
      return nil
    } catch {
      var limits = rlimit()
      return error.errno == EMFILE && read(&limits) ? UInt(limits.rlim_cur) : nil
    }
  }

  private static func read(_ limits: inout rlimit) -> Bool {
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0
  }

  private static func write(_ limits: rlimit) -> Bool {
    var limits = limits
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0
  }
}
