namespace Streaming.Lineage.Verification;

/// <summary>Whether every model that lineage names is there, with the bytes that it names.</summary>
static class ModelCheck
{
    /// <summary>The report with what was found added.</summary>
    public static async Task<VerifyReport> AddAsync(VerifyReport report, ILineageModels models, CancellationToken stop = default)
    {
        var named = report.Streams.SelectMany(s => s.Models, (s, m) => (s.Stream, Hash: m.Key, Version: m.Value));
        var lost = new List<LineageFault>(report.Lost);
        foreach (var model in named.GroupBy(n => n.Hash, StringComparer.Ordinal))
        {
            if (await models.WhyLostAsync(model.Key, stop) is { } why)
            {
                lost.AddRange(
                    model.Select(m => new LineageFault(
                        FaultKind.ModelLost,
                        m.Stream,
                        m.Version,
                        $"batch {m.Stream}/{m.Version} was scored by a model that cannot be had any more: {why}"
                    ))
                );
            }
        }

        return report with
        {
            Lost = lost,
        };
    }
}
