import Basics
import ProjectFiles
import Testing
import TestSupport

import Glibc

struct DiskReserveTests {
  @Test func itHoldsTheRoomUntilItIsGivenUp() throws {
    let directory = try TemporaryDirectory()
    let reserve = try DiskReserve(directory("reserve"), bytes: 100_000)
    let bytes = try #require(directory.bytes(of: "reserve"))
    #expect(bytes.count == 100_000)
    // Nothing in it can be compressed, or stands there twice.
    let words = Set((0..<12_500).map { Array(bytes[($0 * 8)..<($0 * 8 + 8)]) })
    #expect(words.count > 12_400)
    #expect(reserve.release())
    #expect(!directory.has("reserve"))
    #expect(!reserve.release())
  }

  @Test func itGoesWithItsObject() throws {
    let directory = try TemporaryDirectory()
    _ = try DiskReserve(directory("reserve"), bytes: 1_000)
    #expect(!directory.has("reserve"))
  }

  @Test(.enabled(if: FullDisk.isPossible, "needs root, to make a small file system"))
  func aDiskWithoutTheRoomIsSaidToBeFull() throws {
    let directory = try TemporaryDirectory()
    let disk = try FullDisk(directory.path, bytes: 65_536)
    defer { disk.undo() }
    let failure = #expect(throws: FileError.self) {
      try DiskReserve(directory("reserve"), bytes: 1_000_000)
    }
    #expect(failure?.errno == ENOSPC)
    #expect(!directory.has("reserve"), "what could not be had is given back")
  }
}
