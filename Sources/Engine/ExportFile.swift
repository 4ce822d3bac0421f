import Basics

/// A file of results on its way: written piece by piece beside its place, and put there when all is written.
///
/// Where the file that is there has the very same bytes it stays, so that what is made of it is not made anew.
final class ExportFile {
  /// Where it goes; `nil` for standard output, which is written at the end, when all has been read.
  let path: String?
  private let place: String
  private var writer: AtomicFileWriter?
  private var buffer: [UInt8] = []

  private static let pieceSize = 1 << 16

  /// Begins a file, making the directories it is in.
  init(path: String?) throws {
    self.path = path
    if let path {
      place = path
      try Directories.make(Directories.parent(of: path))
    } else {
      let number = String(UInt64.random(in: .min ... .max), radix: 16)
      place = "\(Directories.temporary)/tropebuild-export-\(number)"
    }
    writer = try AtomicFileWriter(place)
  }

  /// Adds what `body` appends.
  func append(_ body: (inout [UInt8]) -> Void) throws {
    body(&buffer)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  private func flush() throws {
    // Where the writing fails nothing of the file is left.
    guard let writer = writer.take() else { return }
    try writer.append(buffer)
    self.writer = consume writer
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place, or its content on standard output.
  ///
  /// - Returns: whether anything was written; false where the same was there already.
  func finish() throws -> Bool {
    try flush()
    guard let writer = writer.take() else { return false }
    guard path != nil else {
      try writer.commit(durably: false)
      defer { _ = try? FileRemoval.remove(place) }
      try AtomicFile.readPieces(of: place) { piece throws(FileError) in
        try StandardStream.output.write(Array(piece))
      }
      return true
    }
    return try writer.commitIfDifferent(durably: false)
  }
}
