package import TropeModel

/// What the products of a split were made of: while this is the same, the corpus need not be read.
package struct SplitStamp: Hashable, Sendable {
  /// The raw file of plots, or the table.
  package var plots: FileStamp
  /// The raw file of casts, or the table.
  package var casts: FileStamp
  /// Whether equal stamps prove equal content: both files were older than the reading.
  package var isTrusted: Bool
  /// What was split, as it was named: the directory of the raw files, or the table and how it is read.
  package var origin: String
  /// The directory of the products, as it was named.
  package var inputDirectory: String

  /// A stamp from its parts; `CorpusSplit.currentStamp()` takes one from the disk.
  package init(
    plots: FileStamp, casts: FileStamp, isTrusted: Bool, origin: String, inputDirectory: String
  ) {
    self.plots = plots
    self.casts = casts
    self.isTrusted = isTrusted
    self.origin = origin
    self.inputDirectory = inputDirectory
  }

  /// Whether a split with this stamp still holds, the corpus being as `current` says.
  package func holds(for current: SplitStamp) -> Bool {
    isTrusted && plots == current.plots && casts == current.casts
      && origin == current.origin && inputDirectory == current.inputDirectory
  }

  /// The first field: raise the number when a split makes other files of the same corpus.
  private static let format = "tropebuild split 1"

  /// The stamp as bytes: fields with a NUL after each, which no path can hold.
  package var encoded: [UInt8] {
    let fields =
      [Self.format] + (plots.numbers + casts.numbers).map { String($0) }
      + [isTrusted ? "trusted" : "racy", origin, inputDirectory]
    return fields.flatMap { Array($0.utf8) + [0] }
  }

  /// The stamp that `encoded` made; `nil` for anything else.
  package init?(encoded: [UInt8]) {
    guard encoded.last == 0 else { return nil }
    let fields = encoded.dropLast().split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard fields.count == 12, fields[0] == Self.format else { return nil }
    let numbers = fields[1...8].compactMap { Int64($0) }
    guard let plots = FileStamp(numbers: Array(numbers.prefix(4))),
      let casts = FileStamp(numbers: Array(numbers.dropFirst(4))),
      ["trusted", "racy"].contains(fields[9])
    else { return nil }
    self.init(
      plots: plots, casts: casts, isTrusted: fields[9] == "trusted", origin: fields[10],
      inputDirectory: fields[11])
  }
}
