import Foundation
import Inputs
import Testing
import TropeModel

/// Two folders of a test, for the raw corpus and for the products; gone with it.
final class Workshop: Sendable {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("tropebuild-split-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: root.appendingPathComponent("raw"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  var raw: String { root.appendingPathComponent("raw").path }
  var inputs: String { root.appendingPathComponent("data/interim").path }
  var split: CorpusSplit { CorpusSplit(.raw(directory: raw), inputDirectory: inputs) }

  /// Writes the raw files. Each row of a cast is the movie, a name and an actor; the other columns are filled in.
  func writeRaw(plots: String, casts: String) throws {
    try Data(plots.utf8).write(to: URL(fileURLWithPath: raw + "/plot_summaries.txt"))
    try Data(casts.utf8).write(to: URL(fileURLWithPath: raw + "/character.metadata.tsv"))
  }

  func product(_ name: String) -> String? {
    (try? Data(contentsOf: URL(fileURLWithPath: inputs + "/" + name)))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  func writeProduct(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: inputs, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: inputs + "/" + name))
  }

  func removeProduct(_ name: String) throws {
    try FileManager.default.removeItem(atPath: inputs + "/" + name)
  }

  /// The names of all files among the products, hidden ones too.
  var products: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: inputs)) ?? []).sorted()
  }

  /// All products with their stamps: what a write would change.
  func stamps() throws -> [InputEntry] { try InputDirectory(path: inputs).list().entries }

  static func movie(_ number: Int64) throws -> MovieID {
    try #require(MovieID(number: number))
  }

  /// A row of the raw casts.
  static func row(_ movie: String, _ name: String, actor: String = "An Actor") -> String {
    "\(movie)\t/m/0\t2001-08-24\t\(name)\t\tF\t1.62\t\t\(actor)\t31\t/m/1\t/m/2\t/m/3\n"
  }

  /// The line of the cast file made of it, where nothing needs quotes.
  static func line(_ name: String, actor: String = "An Actor") -> String {
    "/m/0,2001-08-24,\(name),,F,1.62,,\(actor),31,/m/1,/m/2,/m/3\n"
  }
}
