import Glibc
package import TropeModel

/// Reads `movie.metadata.tsv` line by line, so that its size does not matter: nine columns separated by tabs, no
/// header, no quoting, the last three JSON objects from a Freebase id to a name.
package enum MetadataFile {
  /// The file's name in the corpus as it is published.
  package static let name = "movie.metadata.tsv"

  /// The most faults that are listed; the rest is counted.
  package static let mostFaults = 100

  /// Reads the file and hands over its movies in the order of the lines, each movie once. A line with a fault
  /// costs at most that line.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - wanted: whether a movie is of interest; lines of others are passed over unread.
  ///   - body: gets each movie.
  /// - Returns: what is wrong with the file, in the order of its lines.
  /// - Throws: `FileProblem` where the file cannot be read, and what `body` throws.
  package static func read(
    _ path: String, wanted: (MovieID) -> Bool = { _ in true },
    _ body: (MovieMetadata) throws -> Void
  ) throws -> MetadataFaults {
    let file = try InputFile(at: AT_FDCWD, path)
    var faults = MetadataFaults(path: path)
    var firstLines: [MovieID: Int] = [:]
    var reader = LineReader()
    while let line = try next(&reader, file, &faults) {
      let movie = reader.withBytes(of: line) { bytes -> MovieMetadata? in
        read(bytes, line.number, wanted, &firstLines, &faults)
      }
      if let movie { try body(movie) }
    }
    return faults
  }

  /// The same of a file's content that is still to be written to `path`.
  package static func read(
    _ content: [UInt8], path: String, wanted: (MovieID) -> Bool,
    _ body: (MovieMetadata) throws -> Void
  ) rethrows -> MetadataFaults {
    var faults = MetadataFaults(path: path)
    var firstLines: [MovieID: Int] = [:]
    let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (place, line) in lines.enumerated() {
      let movie = line.withUnsafeBytes { bytes in
        read(bytes, place + 1, wanted, &firstLines, &faults)
      }
      if let movie { try body(movie) }
    }
    return faults
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ number: Int, _ wanted: (MovieID) -> Bool,
    _ firstLines: inout [MovieID: Int], _ faults: inout MetadataFaults
  ) -> MovieMetadata? {
    var bytes = bytes
    if bytes.last == 0x0D { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast()) }
    guard !bytes.isEmpty else { return nil }
    do throws(MetadataFault) {
      let id = try MovieMetadata.movie(ofLine: bytes)
      if let first = firstLines[id] { throw .doubled(id, firstLine: first) }
      firstLines[id] = number
      guard wanted(id) else { return nil }
      var found: [MetadataFault] = []
      let movie = try MovieMetadata(line: bytes, faults: &found)
      for fault in found { faults.add(fault, line: number) }
      return movie
    } catch {
      faults.add(error, line: number)
      return nil
    }
  }

  private static func next(
    _ reader: inout LineReader, _ file: borrowing InputFile, _ faults: inout MetadataFaults
  ) throws(FileProblem) -> LineReader.Line? {
    do throws(LineProblem) { return try reader.next(from: file) } catch {
      switch error {
      case .file(let problem): throw problem
      case .lineTooLong(let line):
        faults.add(.tooLong(limit: LineReader.longestLine), line: line)
        return nil
      }
    }
  }
}

/// What is wrong with a metadata file. Not all is kept: a wrong file has as many faults as lines.
package struct MetadataFaults: Hashable, Sendable {
  /// The file as the user would name it.
  package let path: String
  /// How many there are.
  package private(set) var count = 0
  /// The first of them.
  package private(set) var first: [Diagnostic] = []

  init(path: String) { self.path = path }

  mutating func add(_ fault: MetadataFault, line: Int) {
    count += 1
    if first.count < MetadataFile.mostFaults {
      first.append(fault.diagnostic(path: path, line: line))
    }
  }
}
