using System.Diagnostics.Metrics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Metrics;

/// <summary>
/// The counters of a pipeline's stages as instruments. Totals are read when somebody collects them; what has no total is added once a
/// commit, and only while somebody listens. No row pays for it.
/// </summary>
sealed class PipelineMeter : IDisposable
{
    const string Kind = "streaming.kind";
    const string Decision = "streaming.decision";
    const string Reason = "streaming.reason";
    const string Guard = "streaming.guard";

    static readonly InstrumentAdvice<double> CommitBounds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    };
    static readonly InstrumentAdvice<double> RestoreBounds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    };

    readonly Meter _meter = new(StreamingTelemetry.Name, StreamingTelemetry.Version);
    readonly KeyValuePair<string, object?> _topology;
    readonly List<StageMetrics> _stages = [];
    readonly Counter<long> _decisions;
    readonly Counter<long> _rejections;
    readonly Counter<long> _guards;
    readonly Histogram<double> _commits;
    readonly Histogram<double> _restores;

    public PipelineMeter(string topology, IEnumerable<string> stages)
    {
        _topology = new(StreamingTelemetry.Topology, topology);
        _decisions = _meter.CreateCounter<long>("streaming.decisions", "{record}", "Records committed, by what was decided about them.");
        _rejections = _meter.CreateCounter<long>("streaming.rejections", "{record}", "Records quarantined, by reason.");
        _guards = _meter.CreateCounter<long>("streaming.guard.events", "{event}", "Guards that tripped, stayed tripped and recovered.");
        _commits = _meter.CreateHistogram(
            "streaming.commit.duration",
            "s",
            "Time of a commit's PostgreSQL transaction (append) and of its Kafka transaction (emit).",
            tags: null,
            CommitBounds
        );
        _restores = _meter.CreateHistogram(
            "streaming.restore.duration",
            "s",
            "Time to bring a partition's state back when a session starts.",
            tags: null,
            RestoreBounds
        );
        _stages.AddRange(stages.Select(stage => new StageMetrics(stage) { Meter = this }));
        Totals<long>("streaming.records", "{record}", "Records committed: rows, rejected ones and labels.", s =>
            [(s.Accepted, new(Kind, "row")), (s.Rejected, new(Kind, "rejected")), (s.Labels, new(Kind, "label"))]
        );
        Total("streaming.batches", "{batch}", "Batches committed.", s => s.Batches);
        Total("streaming.commits", "{commit}", "Commits: one PostgreSQL transaction and one Kafka transaction each.", s => s.Commits);
        Total("streaming.lineage.written", "By", "Bytes of lineage committed.", s => s.LineageBytes);
        Total("streaming.session.restarts", "{restart}", "Sessions that a fault ended and that began anew from lineage.", s => s.Restarts);
        Totals<long>("streaming.step.rows", "{row}", "Rows that a step has worked on, committed or not.", s =>
            [.. s.Steps.Select(c => (c.Rows, StepTag(c.Step)))]
        );
        Totals<double>("streaming.step.time", "s", "Time that a step has taken, all partitions added up.", s =>
            [.. s.Steps.Select(c => (c.Time.TotalSeconds, StepTag(c.Step)))]
        );
    }

    /// <summary>The stages' counters, in flow order.</summary>
    public IReadOnlyList<StageMetrics> Stages => _stages;

    public void Dispose() => _meter.Dispose();

    public void Committed(StageMetrics stage, IReadOnlyCollection<CommitUnit> units, TimeSpan append, TimeSpan emit)
    {
        _commits.Record(append.TotalSeconds, _topology, StageTag(stage.Stage), StepTag(Step.Append));
        _commits.Record(emit.TotalSeconds, _topology, StageTag(stage.Stage), StepTag(Step.Emit));
        foreach (var happened in units.SelectMany(u => u.Lineage.Tail.Header!.GuardEvents))
            _guards.Add(1, _topology, StageTag(stage.Stage), new(Guard, happened.Guard), new(Kind, NameOf(happened.Kind)));
        if (!_decisions.Enabled && !_rejections.Enabled)
            return;
        foreach (var (outcome, count) in units.SelectMany(u => u.Lineage.Counts.Outcomes))
        {
            if (outcome.StartsWith(StreamTotals.RejectedPrefix, StringComparison.Ordinal))
                _rejections.Add(count, _topology, StageTag(stage.Stage), new(Reason, outcome[StreamTotals.RejectedPrefix.Length..]));
            else
                _decisions.Add(count, _topology, StageTag(stage.Stage), new(Decision, outcome));
        }
    }

    public void Restored(StageMetrics stage, RestoredState state) =>
        _restores.Record(state.Duration.TotalSeconds, _topology, StageTag(stage.Stage));

    static KeyValuePair<string, object?> StageTag(string stage) => new(StreamingTelemetry.Stage, stage);

    static KeyValuePair<string, object?> StepTag(Step step) => new(StreamingTelemetry.Step, NameOf(step));

    static string NameOf(Step step) =>
        step switch
        {
            Step.Validate => "validate",
            Step.Merge => "merge",
            Step.Features => "features",
            Step.Snapshot => "snapshot",
            Step.Inference => "inference",
            Step.Audit => "audit",
            Step.Project => "project",
            Step.Append => "append",
            _ => "emit",
        };

    static string NameOf(GuardEventKind kind) =>
        kind switch
        {
            GuardEventKind.Tripped => "tripped",
            GuardEventKind.Extended => "extended",
            _ => "recovered",
        };

    void Total(string name, string unit, string description, Func<StageSnapshot, long> value) =>
        _meter.CreateObservableCounter(
            name,
            () => _stages.Select(s => new Measurement<long>(value(s.Snapshot()), _topology, StageTag(s.Stage))),
            unit,
            description
        );

    void Totals<T>(
        string name,
        string unit,
        string description,
        Func<StageSnapshot, IEnumerable<(T Value, KeyValuePair<string, object?> Tag)>> values
    )
        where T : struct =>
        _meter.CreateObservableCounter(
            name,
            () =>
                _stages.SelectMany(s => values(s.Snapshot()).Select(v => new Measurement<T>(v.Value, _topology, StageTag(s.Stage), v.Tag))),
            unit,
            description
        );
}
