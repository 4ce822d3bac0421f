import Glibc
import TropeModel

/// The directory that a split writes to, through one descriptor; closed with its last use.
final class ProductDirectory: Sendable {
  private let descriptor: Int32
  private let inputs: InputDirectory

  /// Opens the directory; makes it, and those above it, where it is not there.
  init(_ inputs: InputDirectory) throws(SplitError) {
    try Self.make(inputs.path)
    let opened = open(inputs.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .inputs(.directory(path: inputs.path, .cannotOpen(errno))) }
    descriptor = opened
    self.inputs = inputs
  }

  deinit { close(descriptor) }

  private static func make(_ path: String) throws(SplitError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    var code = errno
    if code == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")),
      slash != path.startIndex
    {
      try make(String(path[..<slash]))
      guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
      code = errno
    }
    throw .product(path: path, .makeDirectory, code)
  }

  /// Makes a file that is not there. A crash can leave it cut off; a split that was not finished is done again
  /// and puts that right, which is why no second name is needed here.
  func create(
    _ kind: InputKind, _ movie: MovieID, _ name: inout InputNameBuffer, _ bytes: [UInt8]
  ) throws(SplitError) {
    let opened = name.withName(of: movie) {
      openat(descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard opened >= 0 else {
      // Come since the listing, or a link that leads nowhere.
      if errno == EEXIST { return try replace(kind, movie, bytes) }
      throw .product(path: inputs.path(of: kind, movie), .create, errno)
    }
    do throws(SplitError) { try finish(opened, kind, movie, bytes) } catch {
      unlinkat(descriptor, InputFileName.name(of: kind, movie), 0)
      throw error
    }
  }

  /// Puts a file in the place of another at one stroke: whoever reads it sees the old or the new one whole.
  func replace(
    _ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]
  ) throws(SplitError) {
    let name = InputFileName.name(of: kind, movie)
    let temporary = ".\(name).new"
    let opened = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard opened >= 0 else {
      throw .product(path: inputs.path(of: kind, movie), .replace, errno)
    }
    do throws(SplitError) { try finish(opened, kind, movie, bytes) } catch {
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    guard renameat(descriptor, temporary, descriptor, name) == 0 else {
      let code = errno
      unlinkat(descriptor, temporary, 0)
      throw .product(path: inputs.path(of: kind, movie), .replace, code)
    }
  }

  /// Removes a file, which may be gone already.
  func remove(_ kind: InputKind, _ movie: MovieID) throws(SplitError) {
    guard unlinkat(descriptor, InputFileName.name(of: kind, movie), 0) != 0, errno != ENOENT else {
      return
    }
    throw .product(path: inputs.path(of: kind, movie), .remove, errno)
  }

  /// Writes `bytes` and closes; some file systems tell of a full disk only then.
  private func finish(
    _ opened: Int32, _ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]
  ) throws(SplitError) {
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = write(
          opened, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
          buffer.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          code = errno
          return
        }
      }
    }
    if close(opened) != 0, code == 0, errno != EINTR { code = errno }
    guard code == 0 else { throw .product(path: inputs.path(of: kind, movie), .write, code) }
  }
}
