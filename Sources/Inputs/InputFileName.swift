package import TropeModel

/// Which of a movie's two files.
package enum InputKind: Int, CaseIterable, Hashable, Sendable {
  /// `plot_summaries_<id>.txt`.
  case plot = 0
  /// `character.metadata_<id>.csv`.
  case cast = 1

  /// What comes before the id in the file's name.
  package var prefix: StaticString {
    switch self {
    case .plot: "plot_summaries_"
    case .cast: "character.metadata_"
    }
  }

  /// What comes after the id.
  package var suffix: StaticString {
    switch self {
    case .plot: ".txt"
    case .cast: ".csv"
    }
  }
}

/// Why something that stands in the place of a movie id is none.
package enum BadMovieID: Error, Hashable, Sendable {
  /// Nothing stands there.
  case empty
  /// It has a byte that is no ASCII digit.
  case notDigits
  /// `007` would name the same movie as `7`.
  case leadingZero
  /// More than `MovieID.mostDigits` digits.
  case tooLong
}

/// The name of a file, read as the name of an input.
package enum InputFileName: Hashable, Sendable {
  /// A plot or cast.
  case input(MovieID, InputKind)
  /// Named like an input, but for the id.
  case bad(BadMovieID)
  /// Not an input, and not meant as one.
  case other

  /// Reads a name from its bytes, which need not be UTF-8. Makes no `String`: a million names are normal.
  package init(_ name: UnsafeBufferPointer<UInt8>) {
    for kind in InputKind.allCases {
      let prefix = kind.prefix
      let suffix = kind.suffix
      let digits = name.count - prefix.utf8CodeUnitCount - suffix.utf8CodeUnitCount
      guard digits >= 0, Self.matches(name, prefix, at: 0),
        Self.matches(name, suffix, at: name.count - suffix.utf8CodeUnitCount)
      else { continue }
      let start = prefix.utf8CodeUnitCount
      let id = UnsafeRawBufferPointer(
        UnsafeBufferPointer(rebasing: name[start..<start + digits]))
      switch MovieID.read(id) {
      case .success(let movie): self = .input(movie, kind)
      case .failure(let why): self = .bad(why)
      }
      return
    }
    self = .other
  }

  /// Reads a name.
  package init(_ name: String) {
    var name = name
    self = name.withUTF8 { InputFileName($0) }
  }

  /// The file name of a movie's plot or cast.
  package static func name(of kind: InputKind, _ movie: MovieID) -> String {
    "\(kind.prefix)\(movie.number)\(kind.suffix)"
  }

  private static func matches(
    _ name: UnsafeBufferPointer<UInt8>, _ part: StaticString, at start: Int
  ) -> Bool {
    let bytes = part.utf8Start
    for index in 0..<part.utf8CodeUnitCount where name[start + index] != bytes[index] {
      return false
    }
    return true
  }
}

extension MovieID {
  /// Reads a movie id from its ASCII digits. The rules are those of `MovieID`; they are walked here once more to
  /// tell which one is broken, and because its generic initialiser costs more than all the rest of a name or row.
  package static func read(_ digits: UnsafeRawBufferPointer) -> Result<MovieID, BadMovieID> {
    guard let first = digits.first else { return .failure(.empty) }
    var number: Int64 = 0
    for index in 0..<digits.count {
      let digit = digits[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return .failure(.notDigits) }
      if index < MovieID.mostDigits { number = number * 10 + Int64(digit) }
    }
    guard digits.count == 1 || first != UInt8(ascii: "0") else { return .failure(.leadingZero) }
    guard digits.count <= MovieID.mostDigits, let movie = MovieID(number: number) else {
      return .failure(.tooLong)
    }
    return .success(movie)
  }
}

/// Room for one file name as C wants it, used again for every movie so that no name is allocated.
package struct InputNameBuffer {
  private var bytes: [CChar]
  private let start: Int
  private let suffix: StaticString

  /// Room for names of this kind.
  package init(_ kind: InputKind) {
    suffix = kind.suffix
    start = kind.prefix.utf8CodeUnitCount
    bytes = Array(repeating: 0, count: start + MovieID.mostDigits + suffix.utf8CodeUnitCount + 1)
    for index in 0..<start { bytes[index] = CChar(bitPattern: kind.prefix.utf8Start[index]) }
  }

  /// Calls `body` with the zero-ended name of this kind of file of `movie`.
  package mutating func withName<Result>(
    of movie: MovieID, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    let place = bytes.withUnsafeMutableBytes { movie.writeDigits(into: $0, from: start) }
    for index in 0..<suffix.utf8CodeUnitCount {
      bytes[place + index] = CChar(bitPattern: suffix.utf8Start[index])
    }
    bytes[place + suffix.utf8CodeUnitCount] = 0
    return bytes.withUnsafeBufferPointer { buffer in
      // Never nil: the array has room for prefix, suffix and the closing zero at least.
      buffer.baseAddress.map(body) ?? "".withCString(body)
    }
  }
}
