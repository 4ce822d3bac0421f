import Inputs
import TropeModel

extension QuestionTexts.Gone {
  /// What is told of a movie that is not asked.
  func words(of movie: MovieID) -> String {
    switch self {
    case .changed:
      "the files of movie \(movie) have changed since its question was counted; the next run asks about what they say then"
    case .unreadable(let fault):
      "movie \(movie) is not asked: \(fault.reason); the next run looks at it again"
    }
  }
}
