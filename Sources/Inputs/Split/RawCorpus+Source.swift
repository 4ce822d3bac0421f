import TropeModel

extension RawCorpus: SplitSource {
  var movies: [MovieID] { plots.map(\.movie) }
  var moviesWithCast: [MovieID] { castRanges.map { casts[$0.lowerBound].movie } }
  /// A row of the corpus is one character.
  var castNotes: CastNotes { CastNotes() }
  var stamps: [FileStamp] { [plotsStamp, castsStamp] }
  var filesBeside: [(name: String, bytes: [UInt8])] { [] }

  /// The plot with its LF, which the last line of the raw file may lack.
  func plot(_ index: Int) throws(SplitError) -> [UInt8] {
    let place = plots[index]
    var bytes = try Self.read(plotsFile, plotsPath, place.offset, place.count + 1)
    if bytes.count == place.count { bytes.append(0x0A) }
    guard bytes.count == place.count + 1, bytes.last == 0x0A else {
      throw .changedMeanwhile(path: plotsPath)
    }
    return bytes
  }

  func cast(_ index: Int) throws(SplitError) -> [UInt8] {
    CastFile.bytes(of: try rows(castRanges[index]))
  }

  /// The rows with their LFs; rows that stand together are read at one stroke.
  private func rows(_ range: Range<Int>) throws(SplitError) -> [[UInt8]] {
    var rows: [[UInt8]] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let start = casts[index].offset
      var end = start + Int64(casts[index].count)
      index += 1
      // With LF the next row begins one byte behind this one's end, with CRLF two.
      while index < range.upperBound, casts[index].offset - end <= 2 {
        end = casts[index].offset + Int64(casts[index].count)
        index += 1
      }
      let bytes = try Self.read(castsFile, castsPath, start, Int(end - start))
      guard bytes.count == Int(end - start) else {
        throw .changedMeanwhile(path: castsPath)
      }
      rows.append(bytes)
    }
    return rows
  }

  private static func read(
    _ file: borrowing InputFile, _ path: String, _ offset: Int64, _ count: Int
  ) throws(SplitError) -> [UInt8] {
    do throws(FileProblem) { return try file.bytes(at: offset, count: count) } catch {
      throw .raw(path: path, error)
    }
  }
}
