import Basics

extension BlobError: CustomStringConvertible {
  /// What the system said, in words.
  var description: String {
    let place = path.map { " '\($0)'" } ?? ""
    return "cannot \(operation)\(place): \(String(systemError: code))"
  }
}
