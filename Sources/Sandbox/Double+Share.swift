extension Double {
  /// A share as `5%` or `0.05`; `nil` for what is none of the whole.
  init?(share text: some StringProtocol) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? text.dropLast() : text[...]) else { return nil }
    let share = isPercent ? number / 100 : number
    guard (0...1).contains(share) else { return nil }
    self = share
  }
}
