import TropeModel

/// A movie's id from a number that is one.
func movie(_ number: Int) -> MovieID {
  guard let id = MovieID(number: Int64(number)) else { preconditionFailure("no id: \(number)") }
  return id
}
