using System.Diagnostics;
using System.Reflection;
using Streaming.Testing.Apache;
using Streaming.Topology;

namespace Streaming.Torture.Publishing.Clients;

/// <summary>Opens the client of a scene.</summary>
static class SourceClients
{
    /// <summary>Debian's own first: its packages are not seen by another that may stand before it on PATH.</summary>
    static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <exception cref="StreamingException">It is not to be had here; what to install is in the message.</exception>
    public static ISourceClient Open(TortureOptions options, string kafka) =>
        options.Publisher.Kind switch
        {
            PublisherKind.Java => new ForeignClient(
                JavaHome(options).Source(Program(options, "Publisher.java"), kafka),
                Log(options),
                isExact: true
            ),
            PublisherKind.Python => new ForeignClient(
                [Python() ?? throw new StreamingException(NoPython), Program(options, "publisher.py"), kafka],
                Log(options),
                isExact: false
            ),
            var kind => new OwnClient(kafka, crc32: kind == PublisherKind.Plain),
        };

    /// <summary>Why a client is not to be had here; null: it is.</summary>
    public static string? WhyNot(TortureOptions options, PublisherKind kind) =>
        kind switch
        {
            PublisherKind.Java when options.ClientHome is null => NoJava,
            PublisherKind.Python when Python() is null => NoPython,
            _ => null,
        };

    const string NoJava =
        "a Java publisher needs a distribution of Apache Kafka: unpack one and name its folder with --kafka-home or "
        + $"{ApacheKafka.HomeVariable}";
    const string NoPython =
        "a Python publisher needs python3 with kafka-python: apt-get install python3-kafka, or pip install kafka-python";

    static ApacheKafka JavaHome(TortureOptions options) => ApacheKafka.At(options.ClientHome ?? throw new StreamingException(NoJava));

    static string? Python() => Pythons.FirstOrDefault(HasClient);

    static bool HasClient(string python)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(python, ["-c", "import kafka"]) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            return process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The text of a program that comes with ours, as a file.</summary>
    static string Program(TortureOptions options, string name)
    {
        using var text = Assembly.GetExecutingAssembly().GetManifestResourceStream($"torture/{name}")!;
        var path = Path.Combine(options.Folder, name);
        using var file = File.Create(path);
        text.CopyTo(file);
        return path;
    }

    static string Log(TortureOptions options) => Path.Combine(options.Folder, "publisher.log");
}
