using System.Globalization;
using System.Net.Sockets;

namespace Streaming.Embedded.Hosting;

/// <summary>Examines where Kafka comes from.</summary>
static class KafkaDoctor
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task<DoctorFinding> ExamineAsync(EmbeddedOptions options, CancellationToken stop)
    {
        if (options.Kafka is not { } servers)
            return new DoctorFinding("Kafka", DoctorVerdict.Good, "the embedded broker");
        var failures = new List<string>();
        foreach (var server in servers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (await FailureAsync(server, stop) is not { } failure)
                return new DoctorFinding("Kafka", DoctorVerdict.Good, $"{server} accepts connections");
            failures.Add($"{server}: {failure}");
        }
        return new DoctorFinding(
            "Kafka",
            DoctorVerdict.Bad,
            $"no bootstrap server answers ({string.Join("; ", failures)})",
            $"Start it or correct the address; without {options.Names.Kafka} the embedded broker serves."
        );
    }

    static async Task<string?> FailureAsync(string server, CancellationToken stop)
    {
        if (!TryParse(server, out var host, out var port))
            return "not of the form host:port";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return "no answer";
        }
    }

    /// <summary>Splits <c>host:port</c> or <c>[::1]:port</c>, with or without a protocol in front, as librdkafka takes them; the port
    /// defaults to 9092.</summary>
    internal static bool TryParse(string server, out string host, out int port)
    {
        var address = server[(server.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
        var colon = address.LastIndexOf(':');
        var bracket = address.LastIndexOf(']');
        (host, port) = (address.Trim('[', ']'), 9092);
        if (colon <= bracket)
            return host.Length > 0;
        host = address[..colon].Trim('[', ']');
        return host.Length > 0
            && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }
}
