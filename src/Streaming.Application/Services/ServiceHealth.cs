using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Application.Services;

/// <summary>Whether Kafka and PostgreSQL answer: for probes, which are no calls of anybody and on no log.</summary>
public sealed class ServiceHealth
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    readonly StreamingServices _services;

    /// <param name="services">Open already.</param>
    internal ServiceHealth(StreamingServices services) => _services = services;

    /// <summary>What does not answer, with why; null: all do.</summary>
    public async Task<string?> FaultAsync(CancellationToken stop)
    {
        try
        {
            using var admin = new KafkaAdmin(_services.Kafka with { Patience = Patience });
            await Task.Run(admin.Partitions, stop);
            await (await _services.JobsAsync(stop)).HostsAsync(stop).WaitAsync(Patience, stop);
            return null;
        }
        catch (StreamingException e)
        {
            return e.Message;
        }
        catch (TimeoutException)
        {
            return "PostgreSQL does not answer.";
        }
    }
}
