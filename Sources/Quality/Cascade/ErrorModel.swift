import Glibc

/// How likely each label of a movie is wrong, by logistic regression.
struct ErrorModel: Sendable {
  /// The number of what is looked at: a constant, the label's logit and its signed square, the movie's mean and
  /// least logit, the logs of its characters and of its plot's tokens.
  static let width = 7

  private(set) var coefficients = [Double](repeating: 0, count: width)

  /// A column of what is looked at. The values of one movie's labels differ in the second and third place only.
  static func rows(_ movie: CascadeMovie) -> [Double] {
    let logits = movie.confidences.map { log($0.value) - log1p(-$0.value) }
    let mean = logits.reduce(0, +) / Double(max(1, logits.count))
    let least = logits.min() ?? 0
    let size = log(Double(max(1, movie.characters)))
    let length = log(Double(max(1, movie.plotTokens))) - 5.6
    var rows: [Double] = []
    rows.reserveCapacity(logits.count * width)
    for logit in logits {
      rows += [1, logit, logit * abs(logit) / 5, mean, least, size, length]
    }
    return rows
  }

  /// Fits by Newton's steps, halved where one leads away, with a small ridge.
  ///
  /// - Parameters:
  ///   - rows: `width` numbers a label.
  ///   - wrong: of each label 1 where it is wrong, 0 where right, or anything between.
  init(rows: [Double], wrong: [Double]) {
    var loss = Self.loss(coefficients, rows, wrong)
    for _ in 0..<40 {
      guard let step = Self.step(coefficients, rows, wrong) else { return }
      var scale = 1.0
      var next = coefficients
      var nextLoss = Double.infinity
      for _ in 0..<20 {
        next = zip(coefficients, step).map { $0 + scale * $1 }
        nextLoss = Self.loss(next, rows, wrong)
        if nextLoss <= loss { break }
        scale /= 2
      }
      guard nextLoss <= loss else { return }
      let isDone = loss - nextLoss <= 1e-12 * (1 + loss)
      (coefficients, loss) = (next, nextLoss)
      if isDone { return }
    }
  }

  /// The expected number of wrong labels of a movie that has confidences.
  func expectedErrors(_ movie: CascadeMovie) -> Double {
    let rows = Self.rows(movie)
    var sum = 0.0
    for start in stride(from: 0, to: rows.count, by: Self.width) {
      sum += Self.share(Self.score(coefficients, rows, start))
    }
    return sum
  }

  // MARK: The fit

  private static func ridge(_ index: Int) -> Double { index == 0 ? 1e-3 : 1 }

  private static func share(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

  private static func score(_ coefficients: [Double], _ rows: [Double], _ start: Int) -> Double {
    var sum = 0.0
    for index in 0..<width { sum += coefficients[index] * rows[start + index] }
    return sum
  }

  /// What the fit makes small: the negative log likelihood and the ridge.
  private static func loss(_ coefficients: [Double], _ rows: [Double], _ wrong: [Double]) -> Double
  {
    var sum = 0.0
    for index in 0..<width {
      sum += ridge(index) * coefficients[index] * coefficients[index] / 2
    }
    for (label, y) in wrong.enumerated() {
      let score = score(coefficients, rows, label * width)
      // ln(1 + e^score) without overflow.
      sum += max(score, 0) + log1p(exp(-abs(score))) - y * score
    }
    return sum
  }

  private static func step(_ coefficients: [Double], _ rows: [Double], _ wrong: [Double])
    -> [Double]?
  {
    var matrix = [Double](repeating: 0, count: width * width)
    var slope = [Double](repeating: 0, count: width)
    for index in 0..<width {
      matrix[index * width + index] = ridge(index)
      slope[index] = -ridge(index) * coefficients[index]
    }
    for (label, y) in wrong.enumerated() {
      let start = label * width
      let share = share(score(coefficients, rows, start))
      let weight = share * (1 - share) + 1e-6
      for row in 0..<width {
        let value = rows[start + row]
        slope[row] += value * (y - share)
        for column in 0...row {
          matrix[row * width + column] += weight * value * rows[start + column]
        }
      }
    }
    return solve(matrix, slope)
  }

  /// Cholesky's way for a symmetric matrix of which the lower half is given; `nil` where it is not positive.
  private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    var (lower, answer) = (matrix, right)
    for row in 0..<width {
      for column in 0...row {
        var sum = lower[row * width + column]
        for k in 0..<column { sum -= lower[row * width + k] * lower[column * width + k] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          lower[row * width + row] = sum.squareRoot()
        } else {
          lower[row * width + column] = sum / lower[column * width + column]
        }
      }
    }
    for row in 0..<width {
      for k in 0..<row { answer[row] -= lower[row * width + k] * answer[k] }
      answer[row] /= lower[row * width + row]
    }
    for row in (0..<width).reversed() {
      for k in (row + 1)..<width { answer[row] -= lower[k * width + row] * answer[k] }
      answer[row] /= lower[row * width + row]
    }
    return answer
  }
}
