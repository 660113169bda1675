using Streaming.Events.Partitioning;
using Streaming.Topology.Model;

namespace Streaming.Validation.Placement;

/// <summary>
/// Tells whether a key lies in the partition where its publisher's partitioner puts it. With <see cref="PartitionerKind.Auto"/>
/// the partitioner is recognised from accepted rows: while it is open, a key may lie where either of the two standard ones puts it;
/// keys that only one of them explains speak for it, each key once, and it is recognised when it leads by
/// <see cref="Lead"/> keys. So neither a first row that is misplaced nor one busy key decides. State changes only by accepted rows,
/// in their order. With one partition everything lies right.
/// </summary>
public sealed class PartitionerCheck
{
    /// <summary>Distinct keys by which one partitioner must lead.</summary>
    public const int Lead = 8;

    /// <summary>
    /// After so many distinct keys for one side the leader is taken whatever its lead: two publishers disagree, and to go on
    /// accepting both would be wrong silently.
    /// </summary>
    public const int Most = 64;

    readonly int _partition;
    readonly int _partitions;
    readonly HashSet<ulong> _murmur2 = [];
    readonly HashSet<ulong> _crc32 = [];

    /// <param name="declared">How publishers choose partitions.</param>
    /// <param name="partition">The one whose records are checked.</param>
    /// <param name="partitions">How many the topic has.</param>
    public PartitionerCheck(PartitionerKind declared, int partition, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)partition, (uint)partitions);
        _partition = partition;
        _partitions = partitions;
        Recognised = declared == PartitionerKind.Auto ? null : declared;
    }

    /// <summary>Declared or recognised; null while it is open.</summary>
    public PartitionerKind? Recognised { get; private set; }

    /// <summary>Not recognised yet, and it matters.</summary>
    public bool IsOpen => _partitions > 1 && Recognised is null;

    /// <summary>Whether a record with this key belongs here.</summary>
    public bool Fits(ReadOnlySpan<byte> key) =>
        _partitions == 1
        || Recognised switch
        {
            PartitionerKind.Murmur2 => IsMurmur2(key),
            PartitionerKind.Crc32 => IsCrc32(key),
            PartitionerKind.Any => true,
            _ => IsMurmur2(key) || IsCrc32(key),
        };

    /// <summary>Takes the key of an accepted row as evidence.</summary>
    public void Accept(ReadOnlySpan<byte> key)
    {
        if (_partitions == 1 || Recognised is not null)
            return;
        var murmur2 = IsMurmur2(key);
        if (murmur2 == IsCrc32(key))
            return;
        (murmur2 ? _murmur2 : _crc32).Add(((ulong)(uint)Partitioners.Murmur2(key) << 32) | Partitioners.Crc32(key));
        var lead = _murmur2.Count - _crc32.Count;
        if (Math.Abs(lead) >= Lead || Math.Max(_murmur2.Count, _crc32.Count) >= Most)
            Restore(lead >= 0 ? PartitionerKind.Murmur2 : PartitionerKind.Crc32);
    }

    /// <summary>What was recognised before and is recorded.</summary>
    public void Restore(PartitionerKind recognised)
    {
        Recognised = recognised;
        _murmur2.Clear();
        _crc32.Clear();
    }

    /// <summary>Why a key does not fit, for a person.</summary>
    public string Describe() =>
        Recognised switch
        {
            PartitionerKind.Murmur2 =>
                $"The key belongs to another partition than {_partition} of {_partitions} by Java's partitioner (murmur2), which this "
                    + "topic follows; publish with it, or declare 'partitioner: any'.",
            PartitionerKind.Crc32 =>
                $"The key belongs to another partition than {_partition} of {_partitions} by librdkafka's partitioner (crc32), which this "
                    + "topic follows; publish with it, or declare 'partitioner: any'.",
            _ => $"No standard partitioner puts the key into partition {_partition} of {_partitions}; declare 'partitioner: any' where "
                + "publishers choose partitions themselves.",
        };

    bool IsMurmur2(ReadOnlySpan<byte> key) => Partitioners.Murmur2Partition(key, _partitions) == _partition;

    bool IsCrc32(ReadOnlySpan<byte> key) => Partitioners.Crc32Partition(key, _partitions) == _partition;
}
