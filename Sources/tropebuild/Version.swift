/// What `--version` says.
enum Version {
  static let number = "0.1.0"
  static let text = "tropebuild \(number)" + (commit.map { " (\($0))" } ?? "")
}
