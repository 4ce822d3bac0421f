import Foundation
import Testing
import TestSupport
@testable import OpenAIClient

/// Files on their way up and down.
struct CurlFileTests {
  private func withDirectory(_ body: (String) async throws -> Void) async throws {
    let path = NSTemporaryDirectory() + "/transport-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  private func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  @Test func `uploads a file of megabytes as a form`() async throws {
    let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ ($0 >> 8)) }
    try await withDirectory { directory in
      try Data(content).write(to: URL(fileURLWithPath: directory + "/local.bin"))
      try await withServer { _ in
        .answer(SocketServer.response("{}"))
      } do: { transport, server in
        _ = try await transport.send(
          HTTPRequest(
            method: .post, url: server.url + "/files",
            body: .multipart(
              fields: [("purpose", "batch")],
              file: HTTPRequest.FilePart(
                name: "file", fileName: "batch_0001.jsonl", path: directory + "/local.bin",
                contentType: "application/jsonl"))))
        let request = try #require(server.requests.first)
        let type = try #require(request.headers["content-type"])
        let boundary = try #require(type.components(separatedBy: "boundary=").last)
        #expect(type.hasPrefix("multipart/form-data; "))
        #expect(request.headers["expect"] == nil)
        let head = String(decoding: request.body.prefix(600), as: UTF8.self)
        #expect(head.contains("name=\"purpose\"\r\n\r\nbatch\r\n--\(boundary)"))
        #expect(head.contains("name=\"file\"; filename=\"batch_0001.jsonl\"\r\n"))
        #expect(head.contains("Content-Type: application/jsonl\r\n"))
        let tail = Array("\r\n--\(boundary)--\r\n".utf8)
        #expect(request.body.suffix(tail.count).elementsEqual(tail))
        #expect(request.body.dropLast(tail.count).suffix(content.count).elementsEqual(content))
      }
    }
  }

  @Test func `a file that cannot be read is no request`() async throws {
    try await withServer { _ in
      .answer(SocketServer.response("{}"))
    } do: { transport, server in
      let url = server.url
      let result = await outcome { () async throws(TransportFailure) in
        try await transport.send(
          HTTPRequest(
            method: .post, url: url,
            body: .multipart(
              fields: [],
              file: HTTPRequest.FilePart(
                name: "file", fileName: "a.jsonl", path: "/nowhere/a.jsonl",
                contentType: "application/jsonl"))))
      }
      #expect(result.failure?.kind == .file)
      #expect(result.failure?.requestMayHaveRun == false)
      #expect(
        result.failure?.message
          == "cannot read '/nowhere/a.jsonl': there is no such file or directory; check the path")
      #expect(server.connectionCount == 0)
    }
  }

  @Test func `an upload over a kept connection goes on a new one`() async throws {
    // A form can be rewound, so libcurl would send it again if the kept connection died under it.
    try await withDirectory { directory in
      try Data("{}\n".utf8).write(to: URL(fileURLWithPath: directory + "/a"))
      try await withServer { _ in
        .answer(SocketServer.response("{}"))
      } do: { transport, server in
        _ = try await transport.send(HTTPRequest(method: .get, url: server.url))
        _ = try await transport.send(
          HTTPRequest(
            method: .post, url: server.url,
            body: .multipart(
              fields: [],
              file: HTTPRequest.FilePart(
                name: "file", fileName: "a.jsonl", path: directory + "/a",
                contentType: "application/jsonl"))))
        #expect(server.requests.map(\.connection) == [1, 2])
      }
    }
  }

  @Test(arguments: [0, 1, 8_000_000])
  func `downloads a file whole`(_ size: Int) async throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    try await withDirectory { directory in
      // More than is taken into memory, which does not bound files.
      try await withServer(CurlOptions(maxResponseBytes: 1_000)) { _ in
        .answer(SocketServer.response(content))
      } do: { transport, server in
        let response = try await transport.download(
          HTTPRequest(method: .get, url: server.url), toFile: directory + "/out.jsonl")
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(try names(directory) == ["out.jsonl"])
        let read = try Data(contentsOf: URL(fileURLWithPath: directory + "/out.jsonl"))
        #expect(read == Data(content))
      }
    }
  }

  @Test(arguments: [
    ("404 Not Found", "application/json"), ("502 Bad Gateway", "text/html"),
    ("200 OK", "text/html; charset=utf-8"),
  ])
  func `what is no file comes back in memory`(_ status: String, _ type: String) async throws {
    try await withDirectory { directory in
      try await withServer { _ in
        .answer(SocketServer.response("a page", status: status, headers: ["Content-Type: \(type)"]))
      } do: { transport, server in
        let response = try await transport.download(
          HTTPRequest(method: .get, url: server.url), toFile: directory + "/out.jsonl")
        #expect(String(decoding: response.body, as: UTF8.self) == "a page")
        #expect(try names(directory).isEmpty)
      }
    }
  }

  @Test(arguments: [true, false])
  func `a link where the part is to be written is replaced, and not followed`(isHard: Bool)
    async throws
  {
    try await withDirectory { directory in
      let other = directory + "/other"
      try Data("precious".utf8).write(to: URL(fileURLWithPath: other))
      let part = directory + "/out.part"
      if isHard {
        try FileManager.default.linkItem(atPath: other, toPath: part)
      } else {
        try FileManager.default.createSymbolicLink(atPath: part, withDestinationPath: other)
      }
      try await withServer { _ in
        .answer(SocketServer.response("new"))
      } do: { transport, server in
        _ = try await transport.download(
          HTTPRequest(method: .get, url: server.url), toFile: directory + "/out")
      }
      #expect(try String(contentsOfFile: other, encoding: .utf8) == "precious")
      #expect(try String(contentsOfFile: directory + "/out", encoding: .utf8) == "new")
      #expect(try names(directory) == ["other", "out"])
    }
  }

  @Test func `an answer beyond what is wanted ends as its beginning`() async throws {
    let content = [UInt8](repeating: 0x61, count: 3_000_000)
    try await withServer { _ in
      .answer(SocketServer.response(content))
    } do: { transport, server in
      var request = HTTPRequest(method: .get, url: server.url)
      request.longestAnswer = 100_000
      let response = try await transport.send(request)
      #expect(response.isCutOff)
      #expect(response.status == 200)
      #expect(response.body.elementsEqual(content.prefix(100_000)))
      request.longestAnswer = 3_000_000
      let whole = try await transport.send(request)
      #expect(!whole.isCutOff)
      #expect(whole.body.count == 3_000_000)
      request.acceptsEncodings = false
      _ = try await transport.send(request)
      #expect(server.requests.last?.headers["accept-encoding"] == nil)
    }
  }

  @Test func `a download that is cut leaves nothing, and an older file as it was`() async throws {
    try await withDirectory { directory in
      try Data("old".utf8).write(to: URL(fileURLWithPath: directory + "/out"))
      try await withServer { _ in
        .answerThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart".utf8))
      } do: { transport, server in
        let url = server.url
        let result = await outcome { () async throws(TransportFailure) in
          try await transport.download(
            HTTPRequest(method: .get, url: url), toFile: directory + "/out")
        }
        #expect(result.failure?.kind == .connectionCut)
        let left = try names(directory)
        #expect(left == ["out"])
        let content = try Data(contentsOf: URL(fileURLWithPath: directory + "/out"))
        #expect(content == Data("old".utf8))
      }
    }
  }

  @Test func `a directory that is not there is told`() async throws {
    try await withServer { _ in
      .answer(SocketServer.response("x"))
    } do: { transport, server in
      let url = server.url
      let result = await outcome { () async throws(TransportFailure) in
        try await transport.download(
          HTTPRequest(method: .get, url: url), toFile: "/nowhere/out")
      }
      #expect(result.failure?.kind == .file)
      #expect(
        result.failure?.message
          == "cannot create '/nowhere/out': there is no such file or directory; check the path")
    }
  }

  @Test func `a name that cannot be had leaves nothing behind`() async throws {
    try await withDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/out/in", withIntermediateDirectories: true)
      try await withServer { _ in
        .answer(SocketServer.response("x"))
      } do: { transport, server in
        let url = server.url
        let result = await outcome { () async throws(TransportFailure) in
          try await transport.download(
            HTTPRequest(method: .get, url: url), toFile: directory + "/out")
        }
        #expect(result.failure?.message.hasPrefix("cannot rename '\(directory)/out': ") == true)
        let left = try names(directory)
        #expect(left == ["out"])
      }
    }
  }

  @Test(.enabled(if: FullDisk.isPossible, "needs root, to make a small file system"))
  func `a disk that is full before the end leaves nothing, and is told`() async throws {
    try await withDirectory { directory in
      let disk = try FullDisk(directory, bytes: 262_144)
      defer { disk.undo() }
      try await withServer { _ in
        .answer(SocketServer.response([UInt8](repeating: 0x61, count: 1_000_000)))
      } do: { transport, server in
        let url = server.url
        let result = await outcome { () async throws(TransportFailure) in
          try await transport.download(
            HTTPRequest(method: .get, url: url), toFile: directory + "/out")
        }
        #expect(result.failure?.kind == .file)
        #expect(
          result.failure?.message
            == "cannot write '\(directory)/out': the disk is full; make room and run again")
        let left = try names(directory)
        #expect(left.isEmpty)
      }
    }
  }
}
