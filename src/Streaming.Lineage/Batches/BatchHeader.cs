namespace Streaming.Lineage;

/// <summary>What holds for a whole batch. All times are microseconds since 1970 UTC.</summary>
public sealed record BatchHeader
{
    /// <summary>Position reached in every input, after this batch.</summary>
    public required IReadOnlyList<InputPosition> Positions { get; init; }

    /// <summary>The merge's clock after this batch: the stage partition's output watermark.</summary>
    public long Clock { get; init; } = long.MinValue;
    public int TopologyVersion { get; init; }

    /// <summary>SHA-256 (hex) of the topology file in force.</summary>
    public string TopologyHash { get; init; } = "";

    /// <summary>Null where no model scored (intermediate stages, rule scores).</summary>
    public string? ModelName { get; init; }
    public int ModelVersion { get; init; }

    /// <summary>SHA-256 (hex) of the model file.</summary>
    public string? ModelHash { get; init; }

    /// <summary>Product, ONNX Runtime version, provider, instruction set: replay is exact where it is the same.</summary>
    public string EngineFingerprint { get; init; } = "";
    public long WrittenAt { get; init; }

    /// <summary>Column of the rows table that identifies an event; the lookup filter is built from it.</summary>
    public string? IdColumn { get; init; }

    /// <summary>Column of the labels table that names the event it labels.</summary>
    public string? LabelIdColumn { get; init; }

    /// <summary>Event times of rows and labels; min above max when there are none. Filled in when the batch is prepared.</summary>
    public long MinTime { get; init; } = long.MaxValue;
    public long MaxTime { get; init; } = long.MinValue;

    /// <summary>The stream's counts up to and including this batch. Filled in when the batch is prepared.</summary>
    public StreamTotals Totals { get; init; } = StreamTotals.Zero;

    /// <summary>
    /// Random, filled in when the batch is prepared: blinds the hashes of its records, so that evidence of one record lets
    /// nobody guess the others (see <see cref="Evidence.RecordTree"/>). 0 in batches of format version 1.
    /// </summary>
    public UInt128 Blinding { get; init; }

    /// <summary>Small facts of the stage beyond these (a recognised partitioner, say).</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
