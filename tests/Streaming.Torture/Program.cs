using Streaming.Cli.Shell;
using Streaming.Torture.Commands;

return await TortureCommand.RunAsync(args, CliEnvironment.OfThisProcess());
