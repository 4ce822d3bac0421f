package import Inputs
package import Recipe
import TropeModel

/// Renders questions again that were set aside, when they are sent: what is sent is what was counted, or nothing.
package struct QuestionTexts: Sendable {
  private let recipe: Recipe
  private let reader: InputReader

  package init(recipe: Recipe, reader: InputReader) {
    self.recipe = recipe
    self.reader = reader
  }

  /// Why a question cannot be sent in this run.
  enum Gone: Error {
    /// The files make another question now.
    case changed
    /// They cannot be read any more, or make no question.
    case unreadable(InputFault)
  }

  /// A question with its text.
  func rendered(_ question: Question) throws(Gone) -> Question {
    guard question.isSetAside else { return question }
    let fingerprint: Fingerprint
    do throws(InputFault) {
      // A cast that has come since it was counted makes another question, too.
      fingerprint = try reader.fingerprint(
        InputEntry(movie: question.movie, plot: .notLookedAt, cast: .notLookedAt), scanStart: 0)
    } catch {
      throw .unreadable(error)
    }
    let rendered = recipe.question(
      movie: question.movie, plot: fingerprint.plotText.utf8, cast: fingerprint.castNames)
    guard rendered.hash == question.hash else { throw .changed }
    return rendered
  }

  /// A request with the texts of its questions, without those that cannot be sent in this run; `nil` where none can.
  ///
  /// - Parameter leave: told of each that cannot, in words.
  func rendered(_ request: PendingRequest, leave: (String) -> Void) -> PendingRequest? {
    guard request.questions.contains(where: \.isSetAside) else { return request }
    var rendered = request
    rendered.questions = []
    for question in request.questions {
      do {
        rendered.questions.append(try self.rendered(question))
      } catch {
        leave(error.words(of: question.movie))
      }
    }
    return rendered.questions.isEmpty ? nil : rendered
  }
}

extension Optional where Wrapped == QuestionTexts {
  /// The same, and the request as it is where there is nobody to render it: then all questions have their texts.
  func rendered(_ request: PendingRequest, leave: (String) -> Void) -> PendingRequest? {
    guard let self else { return request }
    return self.rendered(request, leave: leave)
  }
}
