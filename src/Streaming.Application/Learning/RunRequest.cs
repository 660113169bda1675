using System.ComponentModel.DataAnnotations;
using Streaming.Lifecycle;
using Streaming.Store.Runs;
using Streaming.Topology;

namespace Streaming.Application.Learning;

/// <summary>A learning run.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Number">Its number among that topology's; null: the newest.</param>
public sealed record RunRequest(string Topology, [property: Range(1, int.MaxValue)] int? Number = null)
{
    internal async Task<LearningRun> FindAsync(RunStore runs, CancellationToken stop)
    {
        var name = TopologyLoader.Load(Topology).Name;
        var row = Number is { } number ? await runs.FindAsync(name, number, stop) : await runs.LastAsync(name, stop);
        return row is not null && LearningRun.Of(row, await runs.ReadAsync(row, stop)) is { } run
            ? run
            : throw new StreamingException(
                Number is null ? $"{name} has had no learning run yet." : $"{name} has had no learning run {Number}."
            )
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListRuns(name),
            };
    }
}
