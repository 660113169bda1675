using System.Diagnostics;

namespace Streaming.Benchmarks.Brokers;

/// <summary>Many connections to one broker at a time, each of which sends a record, waits until it is acknowledged and sends the
/// next.</summary>
sealed class ManyConnections : IDisposable
{
    readonly IReadOnlyList<RawConnection> _connections;

    ManyConnections(IReadOnlyList<RawConnection> connections) => _connections = connections;

    /// <summary>Opens them one after the other; each has had an answer when they are there.</summary>
    public static async Task<ManyConnections> OpenAsync(int port, int count, CancellationToken stop)
    {
        var connections = new List<RawConnection>();
        for (var i = 0; i < count; i++)
        {
            connections.Add(await RawConnection.OpenAsync(port, stop));
            await connections[^1].AskMetadataAsync(stop);
        }

        return new ManyConnections(connections);
    }

    /// <summary>All of them at once, for a time.</summary>
    /// <returns>Records acknowledged a second.</returns>
    public async Task<double> ProduceAsync(string topic, int partitions, int bytes, TimeSpan time, CancellationToken stop)
    {
        var requests = Enumerable.Range(0, partitions).Select(p => RawConnection.Produce(topic, p, bytes)).ToArray();
        var started = Stopwatch.GetTimestamp();
        var sent = await Task.WhenAll(_connections.Select((connection, i) => SendAsync(connection, requests[i % partitions])));
        return sent.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task<long> SendAsync(RawConnection connection, byte[] request)
        {
            var count = 0L;
            for (; Stopwatch.GetElapsedTime(started) < time; count++)
                await connection.ProduceAsync(request, stop);
            return count;
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
