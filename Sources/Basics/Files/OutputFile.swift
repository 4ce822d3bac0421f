import Glibc

/// Output on its way to where a person wants it: the one way in which anything gets under a name that a person gave.
///
/// A file is written piece by piece beside its place and put there when all is written. Where the file that is there has the
/// very same bytes it stays, so that what is made of it is not made anew. Standard output, a device, a named pipe and what is open already
/// are written to at the end, when all has been read.
package final class OutputFile {
  private let place: OutputPlace
  /// Where it is gathered.
  private let gathered: String
  private var writer: AtomicFileWriter?
  private var buffer: [UInt8] = []

  private static let pieceSize = 1 << 16

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: `nil` for standard output.
  ///   - makesDirectories: whether the directories that it is in are made; else the last one must be there.
  package init(path: String?, makesDirectories: Bool = false) throws(FileError) {
    place = if let path { try OutputPlace(path) } else { .standardOutput }
    switch place {
    case .file(let path):
      gathered = path
      if makesDirectories { try Directories.make(Directories.parent(of: path)) }
    case .standardOutput, .stream, .descriptor:
      let number = String(UInt64.random(in: .min ... .max), radix: 16)
      gathered = "\(Directories.temporary)/tropebuild-output-\(number)"
    }
    writer = try AtomicFileWriter(gathered)
  }

  /// Puts bytes under a name.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try OutputFile(path: path)
    try file.flush(bytes)
    _ = try file.finish(durably: true)
  }

  /// Text instead of bytes.
  package static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Adds what `body` appends.
  package func append(_ body: (inout [UInt8]) -> Void) throws(FileError) {
    body(&buffer)
    guard buffer.count >= Self.pieceSize else { return }
    try flush(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func flush(_ bytes: [UInt8]) throws(FileError) {
    // Where the writing fails nothing of the file is left.
    guard let writer = writer.take() else { return }
    try writer.append(bytes)
    self.writer = consume writer
  }

  /// Puts the file in its place, or its content where it is to be written.
  ///
  /// - Parameter durably: see `AtomicFile.write`.
  /// - Returns: whether anything was written; false where the same was there already.
  package func finish(durably: Bool = false) throws(FileError) -> Bool {
    try flush(buffer)
    guard let writer = writer.take() else { return false }
    switch place {
    case .file:
      return try writer.commitIfDifferent(durably: durably)
    case .standardOutput:
      try writer.commit(durably: false)
      try copy { piece throws(FileError) in try StandardStream.output.write(piece) }
    case .descriptor(let number):
      try writer.commit(durably: false)
      let open = OpenFile(number: number, name: "/dev/fd/\(number)")
      try copy { piece throws(FileError) in try open.write(piece) }
    case .stream(let path):
      // What cannot be written to is told before anything is left of what was gathered.
      let stream = try Descriptor(path, flags: O_WRONLY | O_NOCTTY)
      try writer.commit(durably: false)
      try copy { piece throws(FileError) in try stream.write(piece) }
    }
    return true
  }

  /// Hands on what was gathered, and removes it.
  private func copy(_ write: ([UInt8]) throws(FileError) -> Void) throws(FileError) {
    defer { _ = try? FileRemoval.remove(gathered) }
    try AtomicFile.readPieces(of: gathered) { piece throws(FileError) in try write(Array(piece)) }
  }
}
