using Streaming.Pipeline.Consuming;

namespace Streaming.Pipeline.Stages;

/// <summary>
/// One stage partition as a pure object: what came in goes in, batches with their lineage and outputs come out. No actor, broker or
/// database; time is what it is told. The actors run its four steps side by side, one batch behind the other; benchmarks, tests and the
/// drivers of tests run the same steps one after the other.
/// </summary>
sealed class StageProcessor(StageParts parts)
{
    public StageParts Parts { get; } = parts;

    public InputStep Input { get; } = new(parts);

    public FeatureStep Features { get; } = new(parts);

    public ScoreStep Scoring { get; } = new(parts);

    public RecordStep Recording { get; } = new(parts);

    /// <summary>Records of an outside topic.</summary>
    public void Accept(RawInput raw) => Features.Add(Input.Read(raw));

    /// <summary>A message of another stage.</summary>
    public void Accept(ChannelInput message) => Features.Add(Input.Read(message));

    /// <summary>An input is at its end for now.</summary>
    public void Accept(InputEnd end) => Features.End(end.Input);

    /// <summary>The next batch, through all steps; null where none can leave yet. Taken is committed.</summary>
    public StageStep? Take()
    {
        if (Features.Take() is not { } batch)
            return null;
        var step = Recording.Record(Scoring.Score(batch));
        Features.Committed();
        return step;
    }
}
