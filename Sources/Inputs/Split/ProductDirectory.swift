import Basics
import Glibc
import TropeModel

/// The directory that a split writes to, through one descriptor; closed with its last use.
final class ProductDirectory: Sendable {
  private let directory: Descriptor
  private let inputs: InputDirectory

  /// Opens the directory; makes it, and those above it, where it is not there.
  init(_ inputs: InputDirectory) throws(SplitError) {
    do throws(FileError) { try Directories.make(inputs.path) } catch {
      throw .product(path: error.path, .makeDirectory, error.errno)
    }
    do throws(FileError) {
      directory = try Descriptor(inputs.path, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      throw .inputs(.directory(path: inputs.path, .cannotOpen(error.errno)))
    }
    self.inputs = inputs
  }

  /// Makes a file that is not there. A crash can leave it cut off; a split that was not finished is done again
  /// and puts that right, which is why no second name is needed here.
  func create(
    _ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]
  ) throws(SplitError) {
    let path = inputs.path(of: kind, movie)
    do throws(FileError) {
      let name = InputFileName.name(of: kind, movie)
      let file = try Descriptor(
        name, in: directory.number, flags: O_WRONLY | O_CREAT | O_EXCL, operation: .create,
        named: path)
      do throws(FileError) { try finish(file, bytes) } catch {
        unlinkat(directory.number, name, 0)
        throw error
      }
    } catch {
      // Come since the listing, or a link that leads nowhere.
      if error.operation == .create, error.errno == EEXIST {
        return try replace(kind, movie, bytes)
      }
      throw .product(path: path, error.operation == .create ? .create : .write, error.errno)
    }
  }

  /// Puts a file in the place of another at one stroke: whoever reads it sees the old or the new one whole.
  func replace(
    _ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]
  ) throws(SplitError) {
    let name = InputFileName.name(of: kind, movie)
    let temporary = ".\(name).new"
    let path = inputs.path(of: kind, movie)
    do throws(FileError) {
      let file = try Descriptor(
        temporary, in: directory.number, flags: O_WRONLY | O_CREAT | O_TRUNC, operation: .create,
        named: path)
      do throws(FileError) {
        try finish(file, bytes)
        guard renameat(directory.number, temporary, directory.number, name) == 0 else {
          throw FileError(.rename, path)
        }
      } catch {
        unlinkat(directory.number, temporary, 0)
        throw error
      }
    } catch {
      throw .product(path: path, error.operation == .write ? .write : .replace, error.errno)
    }
  }

  /// Removes a file, which may be gone already.
  func remove(_ kind: InputKind, _ movie: MovieID) throws(SplitError) {
    guard unlinkat(directory.number, InputFileName.name(of: kind, movie), 0) != 0, errno != ENOENT
    else {
      return
    }
    throw .product(path: inputs.path(of: kind, movie), .remove, errno)
  }

  /// Writes `bytes` and closes; some file systems tell of a full disk only then.
  private func finish(_ file: consuming Descriptor, _ bytes: [UInt8]) throws(FileError) {
    try file.write(bytes)
    try file.close()
  }
}
