#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many files this process may have open.
enum OpenFiles {
  /// The limit, where it is reached just now; `nil` where another file can be opened.
  static var limitReached: UInt? {
    let probe = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard probe < 0 else {
      close(probe)
      return nil
    }
    guard errno == EMFILE else { return nil }
    var limits = rlimit()
    #if canImport(Glibc)
      let code = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    #else
      let code = getrlimit(RLIMIT_NOFILE, &limits)
    #endif
    return code == 0 ? UInt(limits.rlim_cur) : nil
  }
}
