using Streaming.Cli;
using Streaming.Cli.Shell;

return await CommandLine.RunAsync(args, CliEnvironment.OfThisProcess());
