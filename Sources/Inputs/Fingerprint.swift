import Glibc
package import TropeModel

/// A movie's inputs as they were read, not understood yet.
package struct InputContents: Sendable {
  /// The movie that was read.
  package var movie: MovieID
  /// The state of the plot file.
  package var plot: InputState
  /// `nil` where there is no cast file.
  package var cast: InputState?
  fileprivate var plotBytes: [UInt8]
  fileprivate var castBytes: [UInt8]
}

/// A movie's inputs, read once: what they say, and the state that their bytes were in.
package struct Fingerprint: Hashable, Sendable {
  /// The movie that was read.
  package var movie: MovieID
  /// The state of the plot file.
  package var plot: InputState
  /// `nil` where there is no cast file.
  package var cast: InputState?
  /// The plot's text.
  package var plotText: PlotText
  /// The names of the cast, as `CastTable` gives them; `nil` where there is no cast file.
  package var castNames: [String]?

  /// What is known of the cast.
  package var castStatus: CastStatus {
    guard let castNames else { return .noCastFile }
    return castNames.isEmpty ? .noNames : .complete
  }
}

extension InputReader {
  /// Reads and hashes both files of a movie that `list()` found at `scanStart` (the listing's
  /// `startedAtNanoseconds`). A cast file that the listing saw and that is gone by now is no cast; one that has
  /// come since is for the next scan.
  package func contents(
    _ entry: InputEntry, scanStart: Int64
  ) throws(InputFault) -> InputContents {
    let plot = try input(.plot, entry.movie)
    var contents = InputContents(
      movie: entry.movie, plot: InputState(plot, scanStart: scanStart), cast: nil,
      plotBytes: plot.bytes, castBytes: [])
    guard entry.cast != nil, readsCasts else { return contents }
    do throws(InputFault) {
      let cast = try input(.cast, entry.movie)
      contents.cast = InputState(cast, scanStart: scanStart)
      contents.castBytes = cast.bytes
    } catch {
      guard error.isVanishedFile, !isThere(.cast, entry.movie) else { throw error }
    }
    return contents
  }

  /// The text of a movie's plot.
  package func plotText(of movie: MovieID) throws(InputFault) -> PlotText {
    try plotText(in: try input(.plot, movie).bytes, of: movie)
  }

  private func plotText(in bytes: [UInt8], of movie: MovieID) throws(InputFault) -> PlotText {
    do throws(PlotFault) { return try PlotText(bytes: bytes) } catch {
      throw .plot(path: path(of: .plot, movie), error)
    }
  }

  /// Understands what was read.
  package func fingerprint(of contents: InputContents) throws(InputFault) -> Fingerprint {
    let text = try plotText(in: contents.plotBytes, of: contents.movie)
    var names: [String]?
    if contents.cast != nil {
      do throws(Diagnostic) {
        names = try CastTable.names(
          in: contents.castBytes, path: path(of: .cast, contents.movie))
      } catch {
        throw .cast(error)
      }
    }
    return Fingerprint(
      movie: contents.movie, plot: contents.plot, cast: contents.cast, plotText: text,
      castNames: names)
  }

  /// Reads, hashes and understands both files: `contents` and `fingerprint(of:)` in one.
  package func fingerprint(
    _ entry: InputEntry, scanStart: Int64
  ) throws(InputFault) -> Fingerprint {
    try fingerprint(of: try contents(entry, scanStart: scanStart))
  }

  private func input(_ kind: InputKind, _ movie: MovieID) throws(InputFault) -> ReadFile {
    do throws(InputError) { return try read(kind, movie) } catch { throw .unreadable(error) }
  }
}

extension InputState {
  fileprivate init(_ file: ReadFile, scanStart: Int64) {
    self.init(
      stamp: file.stamp, hash: file.hash,
      isTrusted: file.stamp.isTrusted(scanStart: scanStart))
  }
}

extension InputFault {
  fileprivate var isVanishedFile: Bool {
    guard case .unreadable(.file(_, .cannotOpen(let code))) = self else { return false }
    return code == ENOENT
  }
}
