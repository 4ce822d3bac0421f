import Glibc

/// `setfsuid(2)`, which C headers hold and Swift's Glibc module does not.
private let setFileSystemUser: (@convention(c) (uid_t) -> Int32)? =
  dlsym(nil, "setfsuid").map { unsafeBitCast($0, to: (@convention(c) (uid_t) -> Int32).self) }

/// Whether `asNobody` can take the rights of root away.
var canBeNobody: Bool {
  geteuid() != 0 || setFileSystemUser != nil
}

/// Runs `body` without the rights of root over files: the user is changed for this thread alone, and only as far
/// as files are concerned. Without effect for other users, who have no such rights.
func asNobody<Result>(_ body: () throws -> Result) rethrows -> Result {
  guard geteuid() == 0 else { return try body() }
  _ = setFileSystemUser?(65_534)
  defer { _ = setFileSystemUser?(0) }
  return try body()
}
