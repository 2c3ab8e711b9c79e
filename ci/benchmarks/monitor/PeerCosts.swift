#if Benchmarks
import InMemoryTracing
import Metrics
import MetricsTestKit
import PerfgateHost
import Tracing

/// What others record of one span in memory: built with the trait `Benchmarks` only.
enum PeerCosts {
  static var cases: [SpanCosts.Case] { [metrics, metricsTwoThreads, tracing, tracingTwoThreads] }

  private static var metrics: SpanCosts.Case {
    SpanCosts.Case(name: "swift-metrics, `Timer` of its test kit, two clock readings") { count in
      let timer = Timer(label: "run", dimensions: [], factory: TestMetrics())
      for _ in 0..<count {
        let begin = MonotonicClock.nowNanoseconds()
        timer.recordNanoseconds(MonotonicClock.nowNanoseconds() - begin)
      }
    }
  }

  private static var metricsTwoThreads: SpanCosts.Case {
    SpanCosts.Case(name: "swift-metrics, two threads at once, each", threads: 2) { count in
      let timer = Timer(label: "run", dimensions: [], factory: TestMetrics())
      onThreads(2) { _ in
        for _ in 0..<count {
          let begin = MonotonicClock.nowNanoseconds()
          timer.recordNanoseconds(MonotonicClock.nowNanoseconds() - begin)
        }
      }
    }
  }

  private static var tracing: SpanCosts.Case {
    SpanCosts.Case(
      name: "swift-distributed-tracing, `InMemoryTracer`",
      iterations: 100_000
    ) { count in
      let tracer = InMemoryTracer()
      for _ in 0..<count {
        let span = tracer.startSpan("run", context: .topLevel)
        span.end()
      }
    }
  }

  private static var tracingTwoThreads: SpanCosts.Case {
    SpanCosts.Case(
      name: "swift-distributed-tracing, two threads at once, each",
      threads: 2,
      iterations: 100_000
    ) { count in
      let tracer = InMemoryTracer()
      onThreads(2) { _ in
        for _ in 0..<count {
          let span = tracer.startSpan("run", context: .topLevel)
          span.end()
        }
      }
    }
  }
}
#else
/// Without the trait `Benchmarks` there is nobody to compare with.
enum PeerCosts {
  static var cases: [SpanCosts.Case] { [] }
}
#endif
