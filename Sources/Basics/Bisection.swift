extension RandomAccessCollection {
  /// The first index whose element does not go before what is looked for, found by bisection; `endIndex` where all
  /// do. All elements that go before must stand in front of all that do not.
  @inlinable
  package func bisect(_ goesBefore: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if goesBefore(self[middle]) {
        low = index(after: middle)
        count -= half + 1
      } else {
        count = half
      }
    }
    return low
  }

  /// The element with that key in a collection sorted by it; `nil` where there is none.
  @inlinable
  package func bisect<Key: Comparable>(_ key: (Element) -> Key, _ wanted: Key) -> Element? {
    let place = bisect { key($0) < wanted }
    guard place < endIndex, key(self[place]) == wanted else { return nil }
    return self[place]
  }
}
