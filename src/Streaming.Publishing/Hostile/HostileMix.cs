using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Hostile;

/// <summary>A source with hostile records among its events.</summary>
/// <param name="source">The good ones.</param>
/// <param name="topology">Whose they are.</param>
/// <param name="share">Hostile records for each good event, 0 to 1.</param>
/// <param name="seed">Of everything random.</param>
public sealed class HostileMix(IRecordSource source, TopologyModel topology, double share, int seed) : IRecordSource
{
    readonly HostileRecords _hostile = new(topology, seed);
    readonly OutgoingRecord _victim = new();
    long _good;

    /// <summary>Hostile records so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public double? Fraction => source.Fraction;

    /// <inheritdoc/>
    public bool CarriesLabels => source.CarriesLabels;

    // Counted, not summed up: a tenth ten times is one.
    bool IsDue => (_good * share) - Count > 1 - 1e-9;

    /// <inheritdoc/>
    public bool Read(OutgoingRecord record)
    {
        if (IsDue)
        {
            Count++;
            record.CopyFrom(_victim);
            _hostile.Spoil(record);
            return true;
        }

        if (!source.Read(record))
            return false;
        if (record.Content != RowContent.Events)
            return true;
        _good++;
        if (IsDue)
            _victim.CopyFrom(record);
        return true;
    }
}
