import Foundation
import PerfgateModel
import PerfgateTestSupport
import Testing

/// Commands inside a name space of their own, where a small file system can be mounted.
private enum SmallDisk {
  static func run(_ script: String, in folder: TemporaryDirectory) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["unshare", "-m", "sh", "-eu", "-c", script]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "DISK": folder.path, "WRITER": WriterProcess.executable,
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Whether this user may mount.
  static let canMount: Bool = {
    guard let folder = try? TemporaryDirectory() else { return false }
    let result = try? run("mount -t tmpfs -o size=64k none \"$DISK\"", in: folder)
    return result?.0 == 0
  }()
}

@Suite(
  "A disk that is full",
  .serialized,
  .enabled(if: SmallDisk.canMount, "needs to mount a file system, which this user may not")
)
struct FullDiskTests {
  @Test("patience ends with exit 73, whole lines stay, and with room the next run goes on")
  func full() throws {
    let script = """
      mount -t tmpfs -o size=300k none "$DISK"
      code=0
      "$WRITER" write "$DISK/results.jsonl" 2000 200 >"/dev/shm/$$" 2>&1 || code=$?
      cat "/dev/shm/$$"; rm "/dev/shm/$$"
      [ $code -eq 73 ] || { echo "exit $code"; exit 1; }
      [ "$(tail -c 1 "$DISK/results.jsonl" | wc -l)" -eq 1 ] || { echo "half a line"; exit 2; }
      mount -o remount,size=64m "$DISK"
      "$WRITER" write "$DISK/results.jsonl" 2000 200
      [ "$(wc -l <"$DISK/results.jsonl")" -eq 2001 ] || { echo "lines are missing"; exit 3; }
      """
    let (code, output) = try SmallDisk.run(script, in: TemporaryDirectory())
    #expect(code == 0, "\(output)")
    #expect(output.contains("no space left on device"))
    #expect(output.contains("done 2000, "))
  }

  @Test("room that is made in time is used, and nobody notices")
  func roomInTime() throws {
    let script = """
      mount -t tmpfs -o size=300k none "$DISK"
      (
        while [ "$(stat -f -c %a "$DISK")" -gt 0 ]; do sleep 0.05; done
        sleep 0.3
        mount -o remount,size=64m "$DISK"
      ) &
      "$WRITER" write "$DISK/results.jsonl" 2000 60000
      [ "$(wc -l <"$DISK/results.jsonl")" -eq 2001 ] || { echo "lines are missing"; exit 3; }
      """
    let (code, output) = try SmallDisk.run(script, in: TemporaryDirectory())
    #expect(code == 0, "\(output)")
    let last = output.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("done 2000, tried again "))
    #expect(last.split(separator: " ").last.flatMap { Int($0) } ?? 0 > 0, "\(last)")
  }
}
