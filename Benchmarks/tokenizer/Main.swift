// The program that is measured beside tiktoken; Benchmarks/tokenizer/run compiles it together with
// the sources of the module.
//
// usage: count VOCABULARY INDEX|- TEXT THREADS ROUNDS
//
// TEXT: documents, one a line. Prints one JSON object: tokens, bytes, CPU seconds of loading, and of each round, in which each of THREADS
// threads counts an equal share of the documents with a fresh counter, the CPU seconds of the
// process and the seconds by the clock. With ROUNDS 0, only loads and counts the text once.

import Glibc

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func clockSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The most memory the process had, in KB. Not `getrusage`, which counts the parent's before `exec`.
func peakKilobytes() -> Int {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), file) != nil {
    let text = line.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber)) ?? 0 }
  }
  return 0
}

@main
struct Count {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 6, let threads = Int(arguments[4]), let rounds = Int(arguments[5])
    else {
      print("usage: count VOCABULARY INDEX|- TEXT THREADS ROUNDS")
      exit(64)
    }
    let index = arguments[2] == "-" ? nil : arguments[2]
    let before = cpuSeconds()
    let vocabulary = try Vocabulary.load(path: arguments[1], indexPath: index)
    let load = cpuSeconds() - before
    if let index, !vocabulary.isFromIndex { try vocabulary.writeIndex(at: index) }

    let file = try MappedFile(path: arguments[3])
    var documents: [[UInt8]] = []
    var start = 0
    for end in 0..<file.bytes.count where file.bytes[end] == 0x0A {
      documents.append(Array(file.bytes[start..<end]))
      start = end + 1
    }
    let bytes = documents.reduce(0) { $0 + $1.count }
    var tokens =
      rounds > 0 ? 0 : TokenCounter(vocabulary: vocabulary).counts(documents).reduce(0, +)
    var cpu: [Double] = []
    var clock: [Double] = []
    for _ in 0..<rounds {
      let counter = TokenCounter(vocabulary: vocabulary)
      let startOfCPU = cpuSeconds()
      let startOfClock = clockSeconds()
      tokens = await withTaskGroup(of: Int.self) { [documents] group in
        for thread in 0..<threads {
          let share =
            documents.count * thread / threads..<documents.count * (thread + 1) / threads
          group.addTask { counter.counts(documents[share]).reduce(0, +) }
        }
        var sum = 0
        for await part in group { sum += part }
        return sum
      }
      cpu.append(cpuSeconds() - startOfCPU)
      clock.append(clockSeconds() - startOfClock)
    }
    print(
      "{\"tokens\":\(tokens),\"bytes\":\(bytes),\"load\":\(load),\"index\":\(vocabulary.isFromIndex),"
        + "\"peak\":\(peakKilobytes()),\"cpu\":\(cpu),\"clock\":\(clock)}")
  }
}
