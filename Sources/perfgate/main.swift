import Glibc
import PerfgateCommands
import PerfgateModel

let exit = await runTool(
  arguments: Array(CommandLine.arguments.dropFirst()),
  context: processContext()
)
Glibc.exit(exit.rawValue)
