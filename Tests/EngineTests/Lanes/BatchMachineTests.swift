import OpenAIClient
import Store
import Testing

@testable import Engine

@Suite struct BatchMachineTests {
  typealias State = BatchMachine.State
  typealias Action = BatchMachine.Action
  typealias Pause = BatchMachine.Pause

  static let running = RemoteBatch(id: "b", status: .inProgress, inputFileID: "f")
  static let done = RemoteBatch(id: "b", status: .completed, inputFileID: "f")
  static let refused = RemoteBatch(
    id: "b", status: .failed, inputFileID: "f", faults: [.init(code: "invalid", message: "bad")])
  static let full = RemoteBatch(
    id: "b", status: .failed, inputFileID: "f",
    faults: [.init(code: "token_limit_exceeded", message: "Enqueued token limit reached")])
  static let failure = APIFailure(operation: .createBatch, kind: .serverError)
  static let none = BatchMachine.Tries()
  static let short = Patience(
    forBatch: [0, 2, 4].map { .seconds($0) }, forResults: [1, 5].map { .seconds($0) },
    noBatches: [1, 3].map { .seconds($0) }, beforeBelieved: .seconds(7))
  static let rules = BatchMachine.Rules(patience: short)
  static let looks = short.forBatch[...]

  /// A machine in a state of the ledger, or taken there where the ledger has no word for it.
  static func machine(_ name: String) -> BatchMachine {
    func open(
      _ state: BatchState, _ file: String? = nil, _ remote: String? = nil
    ) -> BatchMachine {
      BatchMachine(state: state, inputFileID: file, remoteID: remote, rules: rules)
    }
    switch name {
    case "written": return open(.written)
    case "uploading": return open(.uploading)
    case "uploaded": return open(.uploaded, "f")
    case "seated":
      var machine = open(.uploaded, "f")
      _ = machine.handle(.seatTaken)
      return machine
    case "creating": return open(.creating, "f")
    case "submitted": return open(.submitted, "f", "b")
    default: return open(.ended, "f", "b")
    }
  }

  static let states = [
    "written", "uploading", "uploaded", "seated", "creating", "submitted", "closed",
  ]
  static let events: [(name: String, event: BatchMachine.Event)] = [
    ("file found", .foundFile(id: "g")), ("no file", .foundFile(id: nil)),
    ("uploaded", .uploaded(id: "g")),
    ("upload failed", .uploadFailed(.init(kind: .unclear, failure: failure))),
    ("no batches", .noBatches(failure, isBelievable: true)), ("seat", .seatTaken),
    ("recalled", .recalled), ("batch found", .foundBatch(running)), ("no batch", .foundBatch(nil)),
    ("created", .created(running)), ("created, full", .created(full)),
    ("queue full", .createFailed(.init(kind: .queueFull, failure: failure))),
    ("file unknown", .createFailed(.init(kind: .fileUnknown, failure: failure))),
    ("refused", .createFailed(.init(kind: .refused, failure: failure))),
    ("unclear", .createFailed(.init(kind: .unclear, failure: failure))),
    ("runs", .polled(running)), ("done", .polled(done)), ("rejected", .polled(refused)),
    ("full", .polled(full)), ("collected", .collected), ("missing", .resultsMissing),
    ("lost", .lost(.fileGone)), ("cancelled", .cancelled),
    ("cancel taken", .cancelAnswered(running)), ("cancel unknown", .cancelAnswered(nil)),
  ]

  static let first = Pause(wait: .milliseconds(250), attempt: 1)
  static let troubled = BatchMachine.Tries(troubles: 1)
  static let submitted = State.submitted(
    file: "f", remote: "b", polls: 0, last: .inProgress, misses: 0)
  static let ended = State.submitted(
    file: "f", remote: "b", polls: 0, last: .completed, misses: 0)
  static let poll = Action.poll(remote: "b", Pause(wait: .seconds(1), attempt: 0))
  static let creating = State.creating(file: "f", none, looks: looks)
  static let abandoned = State.closed(.abandoned)

  /// What follows from each event in each state; what is not here cannot be.
  static let table: [String: [String: (Action, State)]] = [
    "written": ["cancelled": (.close(.cancelled), abandoned)],
    "uploading": [
      "file found": (.takeSeat, .uploaded(file: "g", none)),
      "no file": (.upload(.none), .uploading(none)),
      "uploaded": (.takeSeat, .uploaded(file: "g", none)),
      "upload failed": (.lookForFile(first), .uploading(troubled)),
      "no batches": (
        .lookForFile(Pause(wait: .seconds(1), attempt: 1)), .uploading(.init(doubts: 1))
      ),
      "lost": (.close(.lost(.fileGone)), abandoned),
      "cancelled": (.close(.cancelled), abandoned),
    ],
    "uploaded": [
      "seat": (.lookForBatch(.none), .seated(file: "f", none)),
      "recalled": (.close(.recalled), abandoned),
      "lost": (.close(.lost(.fileGone)), abandoned),
      "cancelled": (.close(.cancelled), abandoned),
    ],
    "seated": [
      "batch found": (poll, submitted),
      "no batch": (.create(file: "f"), creating),
      "no batches": (.create(file: "f"), creating),
      "cancelled": (.close(.cancelled), abandoned),
    ],
    "creating": [
      "batch found": (poll, submitted),
      "no batch": (.lookForBatch(.none), .creating(file: "f", none, looks: looks.dropFirst())),
      "no batches": (
        .lookForBatch(Pause(wait: .seconds(1), attempt: 1)),
        .creating(file: "f", .init(doubts: 1), looks: looks)
      ),
      "created": (poll, submitted),
      "created, full": (.takeSeat, .uploaded(file: "f", none)),
      "queue full": (.takeSeat, .uploaded(file: "f", none)),
      "file unknown": (
        .lookForBatch(first),
        .creating(file: "f", .init(troubles: 1, unknownFiles: 1), looks: [])
      ),
      "refused": (.lookForBatch(first), .creating(file: "f", troubled, looks: [])),
      "unclear": (
        .lookForBatch(.none),
        .creating(file: "f", .init(troubles: 1, unclear: 1), looks: looks.dropFirst())
      ),
      "cancelled": (.lookForBatch(.none), .creating(file: "f", none, looks: looks.dropFirst())),
    ],
    "submitted": [
      "runs": (poll, submitted),
      "done": (.collect(done), ended),
      "rejected": (.close(.rejected(refused.faults)), abandoned),
      "full": (.takeSeat, .uploaded(file: "f", none)),
      "collected": (.close(.collected), .closed(.ended)),
      "missing": (
        .poll(remote: "b", Pause(wait: .seconds(1), attempt: 1)),
        .submitted(file: "f", remote: "b", polls: 0, last: nil, misses: 1)
      ),
      "lost": (.close(.lost(.fileGone)), abandoned),
      "cancelled": (
        .cancel(remote: "b"),
        .submitted(file: "f", remote: "b", polls: 0, last: nil, misses: 0)
      ),
      "cancel taken": (.leave(.cancelling), submitted),
      "cancel unknown": (.close(.lost(.unknownWhenCancelled)), abandoned),
    ],
    "closed": ["cancelled": (.close(.before), .closed(.ended))],
  ]

  @Test(arguments: states)
  func `each event in each state leads to one action and one state, or cannot be`(
    state: String
  ) {
    for (name, event) in Self.events {
      var machine = Self.machine(state)
      let before = machine.state
      let action = machine.handle(event)
      let after = machine.state
      let expected = Self.table[state]?[name] ?? (.impossible, before)
      #expect(action == expected.0, "\(state), \(name)")
      #expect(after == expected.1, "\(state), \(name)")
    }
  }

  @Test func `the table names no state and no event that is not tried`() {
    #expect(Set(Self.table.keys) == Set(Self.states))
    let names = Set(Self.events.map(\.name))
    #expect(Self.table.values.allSatisfy { Set($0.keys).isSubset(of: names) })
    #expect(names.count == Self.events.count)
  }

  @Test(
    arguments: [
      (BatchState.written, nil, nil, Action.upload(.none), BatchState.uploading),
      (.uploading, nil, nil, .lookForFile(.none), .uploading),
      (.uploaded, "f", nil, .takeSeat, .uploaded),
      (.uploaded, nil, nil, .lookForFile(.none), .uploading),
      (.creating, "f", nil, .lookForBatch(.none), .creating),
      (.submitted, "f", "b", .poll(remote: "b", .none), .submitted),
      (.submitted, "f", nil, .lookForBatch(.none), .creating),
      (.ended, "f", "b", .close(.before), .ended),
      (.abandoned, "f", nil, .close(.before), .abandoned),
    ] as [(BatchState, String?, String?, Action, BatchState)])
  func `after a crash it goes on where nothing can be done twice`(
    state: BatchState, file: String?, remote: String?, action: Action, becomes: BatchState
  ) {
    var machine = BatchMachine(state: state, inputFileID: file, remoteID: remote)
    let first = machine.begin()
    let standing = machine.standing
    #expect(first == action)
    #expect(standing.state == becomes)
  }

  @Test func `after an unclear creation it looks for minutes before it creates again`() {
    var machine = BatchMachine(state: .uploaded, inputFileID: "f", remoteID: nil)
    _ = machine.begin()
    _ = machine.handle(.seatTaken)
    let creation = machine.handle(.foundBatch(nil))
    #expect(creation == .create(file: "f"))
    var action = machine.handle(.createFailed(.init(kind: .unclear, failure: Self.failure)))
    var waited = Duration.zero
    var looks = 0
    while case .lookForBatch(let pause) = action {
      waited += pause.wait
      looks += 1
      action = machine.handle(.foundBatch(nil))
    }
    #expect(action == .takeSeat)
    #expect(waited >= .seconds(600))
    #expect(looks >= 10)
  }

  @Test(arguments: [(0, 600), (300, 300), (86_400, 10)])
  func `after a crash it looks as long as the creation may still be under way`(
    elapsed: Int, least: Int
  ) {
    var machine = BatchMachine(
      state: .creating, inputFileID: "f", remoteID: nil, elapsed: .seconds(elapsed))
    var action = machine.begin()
    var waited = Duration.zero
    var attempts: [Int] = []
    while case .lookForBatch(let pause) = action {
      waited += pause.wait
      attempts.append(pause.attempt)
      action = machine.handle(.foundBatch(nil))
    }
    // By the first few of them goes a run that does not wait.
    #expect(attempts == Array(0..<attempts.count))
    #expect(waited >= .seconds(least))
    #expect(waited < .seconds(least + 200))
  }

  @Test func `results are waited for half an hour, and then the batch is left open`() {
    var machine = BatchMachine(state: .submitted, inputFileID: "f", remoteID: "b")
    var action = machine.begin()
    var waited = Duration.zero
    while case .poll(_, let pause) = action {
      waited += pause.wait
      let collection = machine.handle(.polled(Self.done))
      #expect(collection == .collect(Self.done))
      action = machine.handle(.resultsMissing)
    }
    #expect(action == .leave(.resultsMissing))
    #expect(waited >= .seconds(1_800))
    let standing = machine.standing
    #expect(standing.state == .submitted)
  }

  @Test func `a server without batches is believed after minutes, and not where it has had some`() {
    for isBelievable in [true, false] {
      var machine = BatchMachine(state: .uploading, inputFileID: nil, remoteID: nil)
      var action = machine.begin()
      var waited = Duration.zero
      while case .lookForFile(let pause) = action {
        waited += pause.wait
        action = machine.handle(.noBatches(Self.failure, isBelievable: isBelievable))
      }
      #expect(action == (isBelievable ? .close(.noBatches) : .stop(Self.failure)))
      #expect(waited >= .seconds(180))
    }
  }

  @Test func `tries are counted once each, and end`() {
    var uploads = 0
    var machine = BatchMachine(state: .uploading, inputFileID: nil, remoteID: nil)
    while machine.handle(.uploadFailed(.init(kind: .unclear, failure: Self.failure)))
      != .stop(Self.failure)
    { uploads += 1 }
    #expect(uploads == BatchMachine.mostTroubles)

    machine = Self.machine("creating")
    var actions: [Action] = []
    for _ in 0..<4 {
      let action = machine.handle(.createFailed(.init(kind: .fileUnknown, failure: Self.failure)))
      actions.append(action)
      guard case .upload = action else {
        if case .lookForBatch = action {
          let seat = machine.handle(.foundBatch(nil))
          #expect(seat == .takeSeat)
          _ = machine.handle(.seatTaken)
          _ = machine.handle(.foundBatch(nil))
        }
        continue
      }
      _ = machine.handle(.uploaded(id: "g"))
      _ = machine.handle(.seatTaken)
      _ = machine.handle(.foundBatch(nil))
    }
    // The same file once more, then two new ones, then the run says so.
    guard case .lookForBatch = actions[0], case .upload = actions[1], case .upload = actions[2]
    else {
      Issue.record("\(actions)")
      return
    }
    #expect(actions[3] == .stop(Self.failure))
  }

  @Test func `a full queue forgets the failed batch and keeps the file`() {
    var machine = BatchMachine(state: .submitted, inputFileID: "f", remoteID: "b")
    _ = machine.handle(.polled(Self.full))
    let standing = machine.standing
    #expect(standing.remoteID == nil)
    #expect(standing.inputFileID == "f")
  }

  @Test func `polls come ever more rarely, and soon again after a change`() {
    var machine = BatchMachine(state: .submitted, inputFileID: "f", remoteID: "b")
    var waits: [Duration] = []
    for _ in 0..<3 {
      if case .poll(_, let pause) = machine.handle(.polled(Self.running)) {
        waits.append(pause.wait)
      }
    }
    #expect(waits == [.seconds(1), .seconds(1.5), .seconds(2.25)])
    let change = machine.handle(.polled(RemoteBatch(id: "b", status: .finalizing)))
    #expect(change == .poll(remote: "b", Pause(wait: .seconds(1), attempt: 0)))
  }

  @Test func `cancelling waits for one that may exist, and leaves it open where it is not seen`() {
    var machine = Self.machine("creating")
    var action = machine.handle(.cancelled)
    var looks = 0
    while case .lookForBatch = action {
      looks += 1
      action = machine.handle(.foundBatch(nil))
    }
    #expect(looks == Self.looks.count)
    #expect(action == .leave(.notSeen))
    let standing = machine.standing
    #expect(standing.state == .creating)

    machine = Self.machine("creating")
    _ = machine.handle(.cancelled)
    let found = machine.handle(.foundBatch(Self.running))
    #expect(found == .cancel(remote: "b"))
  }

  @Test func `one that is told to have ended with nothing to show is looked at once more`() {
    let gone = RemoteBatch(id: "b", status: .expired, inputFileID: "f")
    var machine = Self.machine("submitted")
    let again = Action.poll(remote: "b", Pause(wait: .seconds(7), attempt: 1))
    var action = machine.handle(.polled(gone))
    #expect(action == again)
    // One answer was an edge's.
    action = machine.handle(.polled(Self.running))
    #expect(action == Self.poll)
    action = machine.handle(.polled(gone))
    #expect(action == again)
    action = machine.handle(.polled(gone))
    #expect(action == .collect(gone))
  }

  @Test func `the id that it was made under stays, whatever a poll is answered with`() {
    var machine = Self.machine("submitted")
    let named = RemoteBatch(id: "raw-b", status: .inProgress, inputFileID: "f")
    var action = machine.handle(.polled(named))
    #expect(action == Self.poll)
    var standing = machine.standing
    #expect(standing.remoteID == "b")
    action = machine.handle(.cancelAnswered(named))
    #expect(action == .leave(.cancelling))
    standing = machine.standing
    #expect(standing.remoteID == "b")
  }
}
