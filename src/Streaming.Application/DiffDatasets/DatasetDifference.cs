using Streaming.Events.Time;

namespace Streaming.Application.DiffDatasets;

/// <summary>In what two datasets differ.</summary>
/// <param name="Earlier">Id of the one.</param>
/// <param name="Later">Id of the other.</param>
/// <param name="Topologies">Whose lineage each comes from; null: of the same.</param>
/// <param name="AddedFeatures">Columns that only the later has, in its order.</param>
/// <param name="RemovedFeatures">Columns that only the earlier has, in its order.</param>
/// <param name="EarlierFrom">First event time of the earlier; null: no bound.</param>
/// <param name="EarlierTo">Its end; null: no bound.</param>
/// <param name="LaterFrom">First event time of the later; null: no bound.</param>
/// <param name="LaterTo">Its end; null: no bound.</param>
/// <param name="Ranges">Of lineage, those that differ.</param>
public sealed record DatasetDifference(
    string Earlier,
    string Later,
    IReadOnlyList<string>? Topologies,
    IReadOnlyList<string> AddedFeatures,
    IReadOnlyList<string> RemovedFeatures,
    Timestamp? EarlierFrom,
    Timestamp? EarlierTo,
    Timestamp? LaterFrom,
    Timestamp? LaterTo,
    IReadOnlyList<DifferentRange> Ranges
);

/// <summary>Batches of a stream that are not the same in both.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Table">Which table of them.</param>
/// <param name="Earlier">First and last of the earlier; null: none.</param>
/// <param name="Later">First and last of the later; null: none.</param>
public sealed record DifferentRange(string Stream, string? Table, BatchSpan? Earlier, BatchSpan? Later);

/// <param name="First">Version of the first batch.</param>
/// <param name="Last">Of the last.</param>
public sealed record BatchSpan(long First, long Last);
