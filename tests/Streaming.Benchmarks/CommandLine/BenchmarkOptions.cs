namespace Streaming.Benchmarks.CommandLine;

/// <summary>What the user asked to be measured, and how much of it.</summary>
sealed record BenchmarkOptions
{
    /// <summary>Events of the throughput benchmarks; null: all of the file, or as many as it would have.</summary>
    public int? Rows { get; init; }

    /// <summary>Partitions of the topics.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Folder of the embedded services; null: a temporary one on the default disk, deleted afterwards.</summary>
    public string? Data { get; init; }

    /// <summary>File of transactions; null: the one found beside the checkout, else made-up ones of the same shape.</summary>
    public string? File { get; init; }

    /// <summary>Seconds that latency is measured for, after warm-up.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Events a second that latency is measured at.</summary>
    public int Rate { get; init; } = 5000;
}
