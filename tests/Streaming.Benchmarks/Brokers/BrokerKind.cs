using System.Globalization;
using Streaming.Benchmarks.Workloads;
using Streaming.Testing.Apache;
using Streaming.Topology;

namespace Streaming.Benchmarks.Brokers;

/// <summary>A broker that is run as a process of its own.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="PrepareAsync">Makes a folder ready, if need be; gives the command line that runs a broker over it on a port.</param>
sealed record BrokerKind(string Name, Func<string, int, CancellationToken, Task<IReadOnlyList<string>>> PrepareAsync)
{
    const string ToolFolder = "src/Streaming.Embedded.Kafka.Tool";

    /// <summary>The embedded broker as its command runs it, with the command's own settings of the runtime.</summary>
    public static BrokerKind Embedded { get; } = new("embedded", (folder, port, _) => Task.FromResult(Tool(folder, port)));

    /// <summary>Apache Kafka, run as its own script runs it; null and the reason, where there is none.</summary>
    public static (BrokerKind? Kind, string? Reason) FindApache()
    {
        if (ApacheHome.Find() is not { } home)
            return (null, $"no Apache Kafka here: {ApacheKafka.HomeVariable} is not set, and there is no {ApacheHome.Beside} above");
        try
        {
            var apache = ApacheKafka.At(home, ApacheKafka.AsItsScriptRunsIt);
            return (new BrokerKind("Apache Kafka", (folder, port, stop) => apache.PrepareAsync(folder, port, cancel: stop)), null);
        }
        catch (StreamingException e)
        {
            return (null, e.Message);
        }
    }

    static IReadOnlyList<string> Tool(string folder, int port)
    {
        var built = Path.Combine(ToolFolder, "bin", Configuration, "net10.0", OperatingSystem.IsWindows() ? "kafka.exe" : "kafka");
        var program = Repository.Find(built) ?? throw new StreamingException($"There is no {built}: build the checkout first.");
        return [program, "--data", folder, "--port", port.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>The one that this program was built in: it lies in bin/CONFIGURATION/FRAMEWORK.</summary>
    static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
