import ArgumentParser

/// Which part of the suite is meant, where several jobs share it.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only part I of N, from 1, or auto: what the CI job, Kubernetes or Slurm says it is. "
        + "'perfgate check' judges all parts together.",
      valueName: "I/N"
    )
  )
  var shard: String?
}
