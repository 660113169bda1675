using System.Collections.Concurrent;
using Streaming.Torture.Children;

namespace Streaming.Torture.Scene;

/// <summary>The pipeline processes that share the work: places for a few, of which some are taken.</summary>
sealed class PipelineFleet : IAsyncDisposable
{
    /// <summary>More would be more waiting on a small machine, and no new race: two suffice for all there are, the third joins
    /// them.</summary>
    const int Places = 3;

    readonly ConcurrentQueue<string> _complaints = new();

    public PipelineFleet(TortureOptions options, PipelineSpec spec, BrokerServer broker, DatabaseServer database) =>
        All = [
            .. Enumerable
                .Range(0, Places)
                .Select(i => new PipelineProcess(options, spec with { Instance = $"pipeline-{i}" }, broker, database, _complaints.Enqueue)),
        ];

    public IReadOnlyList<PipelineProcess> All { get; }

    public List<PipelineProcess> Running => [.. All.Where(p => p.IsWanted)];

    public PipelineProcess? Free => All.FirstOrDefault(p => !p.IsWanted);

    /// <summary>Processes that ended without being asked to, and why.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in All)
            await process.DisposeAsync();
    }
}
