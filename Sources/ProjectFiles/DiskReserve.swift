package import Basics
import Synchronization

import Glibc

/// Room on a disk that is held by a file of noise, to be given up when the disk is full and something that was
/// paid for still has to be written.
package final class DiskReserve: Sendable {
  private let path: String
  private let isHeld = Atomic<Bool>(true)

  /// Takes the room; a file of that name that an earlier run left is used again.
  ///
  /// - Parameters:
  ///   - path: in the directory, and so on the disk, of what is to be written.
  ///   - bytes: how much room.
  /// - Throws: `FileError` of `ENOSPC` or `EDQUOT` where there is not so much.
  package init(_ path: String, bytes: Int) throws(FileError) {
    self.path = path
    let file = try Descriptor(path, flags: O_WRONLY | O_CREAT | O_NOFOLLOW, operation: .create)
    // Written and not only made longer, as a file with holes holds no room; and noise, that differs from piece to piece, as
    // what a file system compresses or finds twice holds none either.
    var generator = SystemRandomNumberGenerator()
    var state: UInt64 = generator.next() | 1
    var noise = [UInt64](repeating: 0, count: 8_192)
    var left = bytes
    do throws(FileError) {
      while left > 0 {
        for place in noise.indices {
          // Xorshift: fast, and nothing here is secret.
          state ^= state << 13
          state ^= state >> 7
          state ^= state << 17
          noise[place] = state
        }
        let count = min(left, noise.count * 8)
        let piece = noise.withUnsafeBytes { bytes in
          Result { () throws(FileError) in
            try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
          }
        }
        try piece.get()
        left -= count
      }
    } catch {
      unlink(path)
      throw error
    }
  }

  deinit { _ = release() }

  /// Gives the room up.
  ///
  /// - Returns: false where that was done before.
  @discardableResult
  package func release() -> Bool {
    guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return false }
    return unlink(path) == 0
  }
}
