import Planner

/// Names of models, as requests and answers have them.
enum ModelNames {
  /// Whether an answer's name is that of the model that was asked for: by a gateway's own spelling, or by what the table knows
  /// of snapshots.
  static func areSame(_ requested: String, _ answering: String) -> Bool {
    let (one, other) = (bare(requested), bare(answering))
    if one == other || one.hasPrefix("ft:") && other.hasPrefix("ft:") { return true }
    guard let known = ModelFacts.named(requested) else { return false }
    return known.name == ModelFacts.named(answering)?.name
  }

  /// Whether two names may well be those of one model on one's own machine: they differ by a vendor or a directory before the
  /// name, or by a date, a kind of file or of compression behind it.
  static func areAlike(_ one: String, _ other: String) -> Bool { stem(one) == stem(other) }

  /// Without the provider before it, in lower case.
  private static func bare(_ name: String) -> String {
    (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
  }

  private static func stem(_ name: String) -> String {
    var rest = Substring(bare(name.replacing("\\", with: "/")))
    while let shorter = withoutVariant(rest) { rest = shorter }
    return String(rest)
  }

  /// Without the last part, where that tells how a model was packed, or when, and not which it is: `NAME:latest`,
  /// `NAME.Q4_K_M.gguf`, `NAME-2024-07-18`.
  private static func withoutVariant(_ name: Substring) -> Substring? {
    let date = name.suffix(11)
    if date.first == "-", isDay(date.filter { $0 != "-" }), date.count == 11 {
      return name.dropLast(11)
    }
    guard let start = name.lastIndex(where: { "-.:@".contains($0) }), start > name.startIndex else {
      return nil
    }
    let part = name[name.index(after: start)...]
    return packings.contains(String(part)) || isQuantized(part) || isDay(String(part))
      ? name[..<start] : nil
  }

  /// `Q4_K_M`, `IQ3_XXS` and their like.
  private static func isQuantized(_ part: Substring) -> Bool {
    let digits = part.drop { "iu".contains($0) }
    return digits.first == "q" && digits.dropFirst().first?.isNumber == true
  }

  private static func isDay(_ digits: String) -> Bool {
    digits.count == 8 && digits.hasPrefix("20") && digits.allSatisfy(\.isNumber)
  }

  private static let packings: Set<String> = [
    "gguf", "latest", "f16", "bf16", "fp16", "f32", "fp8", "int4", "int8", "awq", "gptq", "mlx",
    "4bit", "8bit", "ud",
  ]
}
