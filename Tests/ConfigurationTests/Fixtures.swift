import Foundation
import PerfgateConfiguration
import PerfgateModel

/// Texts and files that several tests read.
enum Fixtures {
  /// Every key of the format once; `docs/CONFIGURATION.md` shows this text.
  static let full = """
    # yaml-language-server: $schema=./schemas/config-v1.json
    version: 1
    suite: parser
    suites: [packages/*/perfgate.yaml, tools/perfgate.yaml]
    build: {command: swift build -c release, timeout: 15m}

    defaults:
      timeout: 30s
      warmup: 2
      samples: {min: 20, max: 100, time: 2s}
      rounds: {max: 60}
      env: {LC_ALL: C}

    benchmarks:
      - .build/release/tokenize data/small.json
      - id: parse/large
        command: [.build/release/parse, data/large.json, --size, "{size}"]
        parameters: {size: [1000, 100000]}
        warmup: 5
        samples: {min: 15, max: 53}
        rounds: {max: 30}
        timeout: 2m
        setup: tools/generate.sh {size}
        prepare: [sync, [rm, -f, "out {size}.json"]]
        cleanup: "rm -f *.tmp"
        teardown: [rm -rf generated]
        stdin: {file: "data/{size}.json"}
        env: {LOG: off, SIZE: "{size}"}
        cwd: tools
        expect: {exit: 3}
        inputs: ["data/{size}.json", "lib/**"]
        was: parse/big
        tags: [smoke, io]
        pin: 0,2-3
      - id: format
        command: cat data/*.json | .build/release/format
        stdin: {text: "one line\\n"}

    monitors:
      - id: pipeline
        path: "out/stages-{n}.json"
        run: [.build/release/pipeline, --documents, "{n}"]
        parameters: {n: [10, 1000]}
      - {id: nightly, path: nightly/stages.json}

    gate:
      fail_on: major
      false_alarms: 0.5%
      limit: 8%
      tolerance: 2.5%
      against: {limit: 4%, tolerance: 1.5%}
      on_missing: warn
      on_inconclusive: ignore
      on_suspected: fail
      max_inconclusive: 20%
      remeasure: false
      scores: {limit: 3pp, tolerance: 1pp, false_alarms: 2%}

    rules:
      - match: {id: "parse/**", metric: wall}
        limit: 6%
        tolerance: 1.5%
        against: {limit: 3%, tolerance: 1%}
        min_delta: 20us
        severity: minor
        owner: "@core"
      - match: {id: parse/large, params: {size: 100000}, metric: peak_rss}
        budget: {min: 1MiB, max: 250MiB, ratchet: 2%, on_existing: warn}
      - match: {metric: output_size}
        optional: true
        limit: off
      - match: {id: "tok*"}
        levels: {minor: 10%, major: 25%, critical: 50%}
      - match: {id: format}
        enforce: false
        until: 2027-03-01
        reason: "#812"
      - match: {metric: "stage.**.p95"}
        limit: 20%

    profiles:
      nightly:
        defaults: {samples: {max: 200}, rounds: {max: 200}}
        gate: {limit: 6%, against: {limit: 2%, tolerance: 0.5%}}
        rules: [{match: {id: format}, limit: 4%}]

    baselines:
      dir: perf/baselines
      trailers: true
      classes: {hosted-linux: {os: linux, arch: x86_64, cpu: "*EPYC*"}}
    reports: {junit: {dialect: rich, cases: true}, markdown: {max_bytes: 30000}}
    """

  /// The text of a file of this repository.
  static func repositoryFile(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The configuration of a text.
  static func read(_ text: String) throws -> ProjectConfiguration {
    try ProjectConfiguration.read(text: text, path: "perfgate.yaml").configuration
  }

  /// Every error of a text as it is printed, or nothing where it is read.
  static func errors(_ text: String) -> [String] {
    do throws(GateError) {
      _ = try ProjectConfiguration.read(text: text, path: "p")
      return []
    } catch {
      return error.exit == .badConfiguration ? error.diagnostics.map(\.text) : ["wrong exit"]
    }
  }

  /// The first lines of every error, without hints and notes.
  static func messages(_ text: String) -> [String] {
    errors(text).map { String($0.split(separator: "\n")[0]) }
  }
}
