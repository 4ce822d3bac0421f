/// What is told of a run while it goes on.
package enum RunEvent: Sendable {
  /// The raw corpus was split, or would be.
  case split(SplitStep.Outcome)
  /// What there is to do is known; nothing has been changed yet.
  case looked(Preview)
  /// Something that the user should know before money is spent, in words.
  case notice(String)
  /// What a part of the run has come to, in words.
  case told(String)
  /// Something better that could be had, in words.
  case advice(String)
  /// The databases are open and the lanes begin.
  case lanesBegan(Preview)
  /// Something happened in the lanes.
  case lane(LaneEvent)
  /// The lanes have ended, be it by an error.
  case lanesEnded
}
