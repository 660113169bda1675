using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Inference.Onnx;
using Streaming.Pipeline.Metrics;

namespace Streaming.Application.RunPipeline;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Partitions">Of topics that have to be made.</param>
/// <param name="Provider">What computes the model: cpu, or cuda in a GPU build.</param>
/// <param name="Jobs">So many jobs at a time beside the pipeline; 0: none.</param>
public sealed record RunPipelineRequest(string Topology, int Partitions = 4, string Provider = "cpu", int Jobs = 1)
{
    /// <summary>Private key to sign with what the topology has removed of lineage daily; null: this process removes nothing.</summary>
    public KeyFile? RetentionKey { get; init; }

    /// <summary>Folder for files with what is removed; null: none are written.</summary>
    public string? RetentionArchive { get; init; }

    /// <summary>What <see cref="Provider"/> may be.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["cpu", "cuda"];

    internal ExecutionProvider ParsedProvider => InferenceOptions.ParseProvider(Provider);
}

/// <summary>What a pipeline did until it was stopped.</summary>
/// <param name="Stages">In flow order.</param>
public sealed record RanPipeline(string Topology, long Scored, long Quarantined, double Seconds, IReadOnlyList<StageSnapshot> Stages);

/// <summary>A pipeline runs now, until it is stopped.</summary>
/// <param name="Topology">Its name.</param>
/// <param name="Source">The topic that it reads.</param>
/// <param name="Predictions">The topic that it writes.</param>
/// <param name="Kafka">Where these are.</param>
public sealed record PipelineStarted(string Topology, string Source, string Predictions, string Kafka) : OperationProgress;

/// <summary>How a running pipeline does.</summary>
/// <param name="Scored">Rows of the final stage so far.</param>
/// <param name="Quarantined">Rejected records of all stages so far.</param>
public sealed record PipelineLooked(long Scored, long Quarantined) : OperationProgress;
