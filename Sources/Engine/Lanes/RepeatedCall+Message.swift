import TropeModel

extension RepeatedCall: CustomStringConvertible {
  package var description: String {
    switch self {
    case .request(.flex): "the flex lane"
    case .request: "the real-time lane"
    case .endpoint(let name): "endpoint '\(name)'"
    case .submission(let batch): "batch \(batch)"
    case .search(let batch): "looking for batch \(batch)"
    case .searchForFile(let batch): "looking for batch \(batch)'s file"
    case .poll(let batch): "polling batch \(batch)"
    case .download(let batch): "downloading batch \(batch)"
    }
  }
}
