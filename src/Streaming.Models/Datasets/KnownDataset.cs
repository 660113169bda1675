using Streaming.Events.Time;

namespace Streaming.Models.Datasets;

/// <summary>
/// A dataset that versions of models were trained on. It is no copy of anything: it says what to take out of lineage, and its id what that
/// must be.
/// </summary>
public sealed record KnownDataset
{
    /// <summary>Root of the hash tree over what was read, 64 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose lineage it comes from.</summary>
    public required string Topology { get; init; }

    /// <summary>Its columns beside label and time, in order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>First event time that was wanted; null: no bound.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows were wanted; null: no bound.</summary>
    public Timestamp? To { get; init; }

    /// <summary>What was read to find the rows.</summary>
    public required IReadOnlyList<LineageRange> Ranges { get; init; }

    /// <summary>When a version was first trained on it.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>All versions that were trained on it, in order.</summary>
    public required IReadOnlyList<TrainedVersion> Versions { get; init; }

    /// <summary>Of the text of the topology that it was made by.</summary>
    public required string TopologyHash { get; init; }

    /// <summary>The datasets that versions name, the newest first.</summary>
    public static IReadOnlyList<KnownDataset> Of(IEnumerable<RegisteredModel> models) =>
        [
            .. models
                .Where(m => m.Description is { Training.Dataset: not null, Origin: not null })
                .GroupBy(m => m.Description.Training!.Dataset!.Id, StringComparer.Ordinal)
                .Select(Of)
                .OrderByDescending(d => d.Since),
        ];

    static KnownDataset Of(IGrouping<string, RegisteredModel> models)
    {
        var first = models.MinBy(m => m.RegisteredAt)!;
        var (dataset, origin) = (first.Description.Training!.Dataset!, first.Description.Origin!);
        return new KnownDataset
        {
            Id = dataset.Id,
            Topology = origin.Topology,
            Features = first.Description.Features,
            From = dataset.From == Timestamp.Beginning ? null : dataset.From,
            To = dataset.To == Timestamp.End ? null : dataset.To,
            Ranges = origin.Ranges,
            Since = first.RegisteredAt,
            Versions = [.. models.Select(m => new TrainedVersion(m.Name, m.Version))],
            TopologyHash = dataset.TopologyHash,
        };
    }
}

/// <param name="Model">Its name.</param>
/// <param name="Version">Its number.</param>
public sealed record TrainedVersion(string Model, int Version);
