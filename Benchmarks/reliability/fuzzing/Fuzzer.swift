// What libFuzzer calls: everything that reads what a server says, on one answer at a time. Benchmarks/reliability/fuzz compiles
// it together with the samples and the changes of the tests.

import Glibc

@_silgen_name("LLVMFuzzerMutate")
func LLVMFuzzerMutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int) -> Int

/// Writes the samples into the directory that the environment names, as a corpus to begin with.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer
) -> CInt {
  guard let directory = getenv("FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
  for asked in Asked.allCases {
    for (number, sample) in asked.samples.enumerated() {
      let bytes = Input(asked, body: sample).bytes
      let file = open(
        "\(directory)/\(asked.rawValue)-\(number)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      guard write(file, bytes, bytes.count) == bytes.count, close(file) == 0 else {
        fatalError("cannot write to \(directory)")
      }
    }
  }
  return 0
}

/// Reads one answer; -1 for what is none, so that it is not kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard let input = Input(UnsafeBufferPointer(start: data, count: size)) else { return -1 }
  let done = Counter()
  Task(executorPreference: here) {
    await Readers.read(input)
    done.add()
  }
  must(done.count == 1, "reading waits for something")
  return 0
}

/// Runs each job where it is handed over: nothing here waits, and two threads would cost more than what they do.
final class Here: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
  }
}

private let here = Here()

/// Makes another answer of one.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int, _ seed: UInt32
) -> Int {
  guard var input = Input(UnsafeBufferPointer(start: data, count: size)) else {
    return LLVMFuzzerMutate(data, size, most)
  }
  var mutator = Mutator(seed: UInt64(seed))
  input.change(&mutator, most: most)
  let bytes = input.bytes.prefix(most)
  for (place, byte) in bytes.enumerated() { data[place] = byte }
  return bytes.count
}
