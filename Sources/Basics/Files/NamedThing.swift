import Glibc

/// What stands under a name, as far as `stat` tells.
package enum NamedThing {
  /// Whether anything is there; a link counts as what it leads to.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether a directory is there.
  package static func isDirectory(_ path: String, followingLinks: Bool = true) -> Bool {
    var status = stat()
    let code = followingLinks ? stat(path, &status) : lstat(path, &status)
    return code == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
