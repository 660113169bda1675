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

    /// <summary>Loads the models in use, each of which scores rows as it is loaded, so that who asks first waits no longer than the
    /// next. One that cannot be had keeps nobody from the others: whoever asks it is told why.</summary>
    /// <param name="topologies">Names or paths, with the models that they name.</param>
    /// <param name="stop">Gives up.</param>
    public async Task LoadModelsAsync(IEnumerable<(string Topology, string Model)> topologies, CancellationToken stop)
    {
        var inUse = (await (await _services.ModelsAsync(stop)).ListAsync(stop)).Where(v => v.InUse).Select(v => v.Name).ToHashSet();
        foreach (var (topology, _) in topologies.Where(t => inUse.Contains(t.Model)))
        {
            try
            {
                await (await _services.ScorersAsync(stop)).OfAsync(topology, stop);
            }
            catch (StreamingException)
            {
                continue;
            }
        }
    }
}
