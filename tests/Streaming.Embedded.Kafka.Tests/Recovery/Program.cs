using System.Globalization;

namespace Streaming.Embedded.Kafka.Tests.Recovery;

/// <summary>Runs the tests; with a verb, plays the broker that tests start and kill, or a client.</summary>
static class Program
{
    static Task<int> Main(string[] args) =>
        args switch
        {
            ["broker", var folder, var port] => BrokerProcess.RunAsync(folder, int.Parse(port, CultureInfo.InvariantCulture)),
            ["client", var broker, var prefix] => Matrix.DotnetClient.RunAsync(broker, prefix),
            _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
                global::Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                    args,
                    SelfRegisteredExtensions.AddSelfRegisteredExtensions
                ),
            _ => global::Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        };
}
