import Formats
import TropeModel

/// Reads tables of CSV that were written for this program.
enum RecordReader {
  /// All records, the header among them, each with the line on which it begins.
  ///
  /// - Parameters:
  ///   - path: for the diagnostics.
  ///   - notUTF8: the fault of bytes that are no text.
  static func records(
    of bytes: [UInt8], path: String, notUTF8: some DiagnosedFault
  ) throws(Diagnostics) -> [(fields: [String], line: Int)] {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      let line = SingleLine.lineOfInvalidUTF8(bytes)
      throw Diagnostics([notUTF8.diagnostic(path: path, line: line)])
    }
    var reader = CSVReader(bytes, manners: .strict)
    do throws(CSVFault) { return try reader.texts() } catch {
      throw Diagnostics([Diagnostic(path: path, line: error.line, words: error.problem.words)])
    }
  }
}
