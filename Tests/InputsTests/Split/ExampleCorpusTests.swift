import Foundation
import Inputs
import Testing
import TestSupport

/// The two examples of this repository: the films as they are published, and split.
@Suite struct ExampleCorpusTests {
  private static let examples = Checkout.directory.appending(path: "Examples")

  @Test func `the raw example splits into the files of the other, but for their kinds of line end`()
    throws
  {
    let shop = try Workshop()
    let raw = Self.examples.appendingPathComponent("silent-films-raw/data/raw").path
    _ = try CorpusSplit(.raw(directory: raw), inputDirectory: shop.inputs).run(previous: nil)
    let split = Self.examples.appendingPathComponent("silent-films/data/interim")
    let names = try FileManager.default.contentsOfDirectory(atPath: split.path).sorted()
    #expect(shop.products == names)
    for name in names {
      let text = try String(contentsOf: split.appendingPathComponent(name), encoding: .utf8)
      func plain(_ text: String?) -> [Substring]? { text?.split { $0.isNewline } }
      #expect(plain(shop.product(name)) == plain(text), "\(name)")
    }
  }
}
