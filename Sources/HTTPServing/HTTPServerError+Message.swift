import Basics

extension HTTPServerError: CustomStringConvertible {
  /// What the system said, in words.
  package var description: String {
    let reason = String(systemError: code)
    return switch attempt {
    case .listen(port: 0): "cannot listen on 127.0.0.1: \(reason)"
    case .listen(let port): "cannot listen on 127.0.0.1:\(port): \(reason)"
    case .start: "cannot start the server: \(reason)"
    }
  }
}
