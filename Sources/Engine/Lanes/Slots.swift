/// A number of places that are taken and given back: how many requests may be on the wire at once.
actor Slots {
  private var free: Int
  private var count: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter count: at least one.
  init(_ count: Int) {
    self.count = max(1, count)
    free = self.count
  }

  /// Takes a place; waits for one where none is free, in the order of asking.
  func take() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Takes a place where one is free.
  ///
  /// - Returns: whether there was one.
  func takeIfFree() -> Bool {
    guard free > 0 else { return false }
    free -= 1
    return true
  }

  /// Gives a place back.
  func giveBack() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }

  /// Makes as many places of it, if it has fewer.
  func widen(to count: Int) {
    while self.count < count {
      self.count += 1
      giveBack()
    }
  }
}
