using Streaming.Embedded.Hosting;

namespace Streaming.Embedded.Tests.Hosting;

/// <summary>Runs the tests; with a verb, plays one of the processes that tests start and kill.</summary>
static class Program
{
    static Task<int> Main(string[] args) =>
        args switch
        {
            ["host", var argument] => EmbeddedHost.RunAsync(argument),
            ["guest", var folder] => GuestProcess.RunAsync(folder),
            ["alone", var folder] => GuestProcess.RunAloneAsync(folder),
            _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
                Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                    args,
                    SelfRegisteredExtensions.AddSelfRegisteredExtensions
                ),
            _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        };
}
