import Glibc

/// Zeroed memory for tables that are read here and there: on huge pages where the system has them,
/// so that a look-up does not also miss the address cache, and made by few page faults.
///
/// Sound to send: the object itself only frees the memory; who may touch it when is said by its
/// users.
final class ZeroedMemory: @unchecked Sendable {
  /// The memory, aligned to a huge page where there are such. Valid while the object is.
  let start: UnsafeMutableRawPointer
  private let mapped: UnsafeMutableRawPointer?
  private let mappedCount: Int

  private static let hugePage = 2 << 20

  /// At least so many bytes, all zero.
  init(byteCount: Int) {
    let room = byteCount + Self.hugePage
    let address = mmap(nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if let address, address != MAP_FAILED {
      let start = address.alignedUp(toMultipleOf: Self.hugePage)
      // Advice: without it everything works, only slower.
      _ = madvise(start, byteCount, MADV_HUGEPAGE)
      self.start = start
      mapped = address
      mappedCount = room
    } else {
      // The allocator ends the process itself where there is no memory at all.
      start = .allocate(byteCount: byteCount, alignment: 64)
      start.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      mapped = nil
      mappedCount = 0
    }
  }

  deinit {
    if let mapped {
      munmap(mapped, mappedCount)
    } else {
      start.deallocate()
    }
  }
}
