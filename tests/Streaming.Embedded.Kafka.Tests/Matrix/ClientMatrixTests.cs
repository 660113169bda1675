using System.Diagnostics;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Tests.Setup;
using Streaming.Testing.Apache;

namespace Streaming.Embedded.Kafka.Tests.Matrix;

/// <summary>
/// Clients of other makers, each a process of its own, against the broker: what works is the table in the documentation. A client that
/// is not installed is skipped, and keeps its column.
/// </summary>
public sealed class ClientMatrixTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>How each client is run, where it is installed.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<string>?>> Clients = new Dictionary<
        string,
        Func<IReadOnlyList<string>?>
    >(StringComparer.Ordinal)
    {
        ["kcat"] = () => OperatingSystem.IsWindows() ? null : Installed("kcat", "sh", [Script("kcat.sh")]),
        ["kafka-python"] = () => Python("kafka", Script("kafka-python.py")),
        ["confluent-kafka (Python)"] = () => Python("confluent_kafka", Script("confluent-kafka.py")),
        ["kafkajs"] = () =>
            Environment.GetEnvironmentVariable("NODE_PATH") is { Length: > 0 } modules && Directory.Exists(Path.Combine(modules, "kafkajs"))
                ? Installed("node", "node", [Script("kafkajs.js")])
                : null,
        ["Apache (Java)"] = () => ApacheHome.Find() is { } home ? ApacheKafka.At(home).Source(Script("JavaClient.java")) : null,
        ["Confluent.Kafka"] = () => HostCommand.ThisProgram("client").Program,
    };

    public static TheoryData<string> Names() => [.. Clients.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_client_does_what_the_table_says(string client)
    {
        if (Clients[client]() is not { } command)
        {
            Assert.Skip($"{client} is not installed");
            return;
        }

        // Everybody may do everything, by a rule: so that there are rules.
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions
            {
                DataDirectory = Path.Combine(_folder.Path, "data"),
                CompactionCheckInterval = TimeSpan.FromMilliseconds(100),
                Authorization = new KafkaAuthorization { SuperUsers = ["ANONYMOUS"] },
            }
        );
        var said = await RunAsync([.. command, kafka.BootstrapServers, "try"]);
        var failed = said.Where(line => line.Value.StartsWith("failed", StringComparison.Ordinal)).ToList();
        failed.ShouldBeEmpty(string.Join('\n', failed));
        foreach (var (codec, number) in MatrixFeatures.Codecs.Where(codec => said.GetValueOrDefault(codec.Key) == "ok"))
            StoredCompression($"try-{codec}").ShouldBe(number, $"{client} sent {codec}");
        var found = MatrixFeatures.All.ToDictionary(
            feature => feature.Name,
            feature => MatrixTable.Cell(said.GetValueOrDefault(feature.Name, "none")),
            StringComparer.Ordinal
        );
        MatrixTable.Write(client, found);
        // Which codecs a client has is up to what else is installed with it: more than the table says is no fault.
        foreach (var codec in MatrixFeatures.Codecs.Keys.Where(codec => MatrixTable.Column(client).GetValueOrDefault(codec) == ""))
            found[codec] = "";
        MatrixTable.Column(client).ShouldBe(found, ignoreOrder: true);
    }

    /// <summary>How the first batch of a topic is packed on disk.</summary>
    int StoredCompression(string topic)
    {
        var folder = Directory.EnumerateDirectories(Path.Combine(_folder.Path, "data", "topics"), topic + ".*").Single();
        using var file = File.Open(
            Path.Combine(folder, "0", new string('0', 20) + ".log"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        var header = new byte[BatchHeader.Size];
        file.ReadExactly(header);
        return BatchHeader.Read(header).Compression;
    }

    static async Task<Dictionary<string, string>> RunAsync(IReadOnlyList<string> command)
    {
        var (output, error) = await ForeignProgram.RunAsync(command);
        // Traces that a client's log prints begin with a tab.
        var said = output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts is [{ Length: > 0 }, _]).ToList();
        said.ShouldNotBeEmpty(error);
        return said.ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
    }

    /// <summary>Debian's packages belong to its own interpreter.</summary>
    static IReadOnlyList<string>? Python(string module, string script)
    {
        const string Interpreter = "/usr/bin/python3";
        if (!File.Exists(Interpreter))
            return null;
        using var process = Process.Start(
            new ProcessStartInfo(Interpreter, ["-c", $"import {module}"]) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0 ? [Interpreter, script] : null;
    }

    static IReadOnlyList<string>? Installed(string program, string runner, IReadOnlyList<string> arguments) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)))
            ? [runner, .. arguments]
            : null;

    static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Matrix", "Scripts", name);
}
