import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

struct CPUQuotaTests {
  private static let unified = "30 23 0:26 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n"
  private static let legacy =
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    + "36 31 0:33 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"

  @Test(
    "of version 2 the tightest quota up to the root counts",
    arguments: [
      (["/sys/fs/cgroup/a/b/cpu.max": "150000 100000\n"], 1.5, 1),
      (
        [
          "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n", "/sys/fs/cgroup/a/cpu.max": "300000 100000",
        ], 3, 3
      ),
      (
        ["/sys/fs/cgroup/a/b/cpu.max": "400000 100000", "/sys/fs/cgroup/cpu.max": "250000 100000"],
        2.5, 2
      ),
      (["/sys/fs/cgroup/a/b/cpu.max": "50000 100000\n"], 0.5, 1),
    ] as [([String: String], Double, Int)]
  )
  func unified(files: [String: String], processors: Double, whole: Int) throws {
    let quota = try #require(
      CPUQuota(groups: "0::/a/b\n", mounts: Self.unified) { files[$0] }
    )
    #expect(quota.processors == processors)
    #expect(quota.wholeProcessors == whole)
  }

  @Test("of version 1 the quota of the hierarchy with processors counts")
  func legacy() throws {
    let files = [
      "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "350000\n",
      "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ]
    let groups = "5:memory:/y\n4:cpu,cpuacct:/x\n3:cpuset:/\n"
    let quota = try #require(CPUQuota(groups: groups, mounts: Self.legacy) { files[$0] })
    #expect(quota.processors == 3.5)
    #expect(quota.wholeProcessors == 3)
  }

  @Test("a container sees its own group at the mount point")
  func container() {
    let mounts = Self.legacy.replacing(
      " / /sys/fs/cgroup/cpu",
      with: " /docker/1f /sys/fs/cgroup/cpu"
    )
    let files = [
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
    ]
    for group in ["/docker/1f", "/elsewhere", "/../../other"] {
      let quota = CPUQuota(groups: "4:cpu,cpuacct:\(group)\n", mounts: mounts) { files[$0] }
      #expect(quota?.processors == 2)
    }
  }

  @Test(
    "what is no quota limits nothing",
    arguments: [
      "max 100000", "", "x y", "-1 100000", "100000", "100000 0", "nan 1", "1e999 1", "0 100000",
    ]
  )
  func none(text: String) {
    #expect(CPUQuota(groups: "0::/\n", mounts: Self.unified) { _ in text } == nil)
    #expect(CPUQuota(groups: text, mounts: text) { _ in text } == nil)
    #expect(CPUQuota(groups: "0::/\n", mounts: Self.unified) { _ in nil } == nil)
  }

  @Test("a quota far beyond any machine stays a number")
  func huge() {
    let quota = CPUQuota(groups: "0::/\n", mounts: Self.unified) { _ in "1e300 1" }
    #expect(quota?.wholeProcessors == 1_000_000)
  }
}
