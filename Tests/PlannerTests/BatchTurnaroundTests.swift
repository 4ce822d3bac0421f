import Planner
import Testing

@Suite struct BatchTurnaroundTests {
  private func minutes(_ times: [Int]) -> [Duration] { times.map { .seconds($0 * 60) } }

  @Test func `Two batches are no experience`() {
    #expect(BatchTurnaround(of: minutes([10, 20])) == nil)
    #expect(BatchTurnaround.of(measured: minutes([10, 20]), typical: nil, worst: nil) == .assumed)
    #expect(BatchTurnaround.assumed.typical == .seconds(3_600))
    #expect(BatchTurnaround.assumed.worst == .seconds(86_400))
  }

  @Test func `Batches are forecast by those before them`() {
    let turnaround = BatchTurnaround(of: minutes([90, 40, 30, 50, 35, 38, 45]))
    #expect(
      turnaround
        == BatchTurnaround(
          typical: .seconds(2_400), likely: .seconds(5_400), worst: .seconds(5_400),
          source: .measured(batches: 7)))
  }

  @Test func `One straggler of many is not the worst case`() {
    let turnaround = BatchTurnaround(of: minutes(Array(1...39) + [1_440]))
    #expect(turnaround?.typical == .seconds(20 * 60))
    #expect(turnaround?.likely == .seconds(36 * 60))
    #expect(turnaround?.worst == .seconds(38 * 60))
  }

  @Test func `What the tropefile says wins, and the rest keeps its order`() {
    let measured = minutes([10, 20, 30])
    let typical = BatchTurnaround.of(measured: measured, typical: .seconds(7_200), worst: nil)
    #expect(typical.typical == .seconds(7_200))
    #expect(typical.worst == .seconds(7_200))
    let worst = BatchTurnaround.of(measured: measured, typical: nil, worst: .seconds(900))
    #expect(worst.typical == .seconds(900))
    #expect(worst.worst == .seconds(900))
  }
}
