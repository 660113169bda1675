using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Events.Time;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Recorded;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Goals.Trying;

/// <summary>
/// Trains what an action would have trained when the window began: on rows whose labels were known by then. The settings are the
/// algorithm's own; a search would cost more than the answer is worth.
/// </summary>
sealed class CandidateTrainer(LineageStore store, PipelinePlan plan, GoalsWindow window)
{
    readonly string[] _features = [.. plan.Topology.Features.Select(f => f.Name)];
    readonly TimeSpan _delay = plan.Topology.Labels?.Delay ?? TimeSpan.Zero;
    TrainingSet? _known;

    /// <summary>Rows that were known end here.</summary>
    Timestamp End => window.Range.From.Earlier(_delay);

    /// <summary>So much event time there is to learn from.</summary>
    internal TimeSpan Known => End > window.First ? End - window.First : TimeSpan.Zero;

    /// <exception cref="LearningException">There is too little to learn from.</exception>
    internal async Task<(RowScorer Score, IDisposable Held)> TrainAsync(
        TrainingModel how,
        IProgress<string>? progress,
        CancellationToken stop
    )
    {
        if (Known <= TimeSpan.Zero)
            throw new LearningException("Before the window there is nothing to learn from.");
        // Every action trains with the policy's weights.
        var reader = new TrainingSetReader(store) { Attribute = ProtectedAttributes.Find(plan.Topology, how.Reweigh) };
        _known ??= (await reader.ReadAsync(plan, new TimeRange(Timestamp.Beginning, End), progress, stop)).Set;
        var known = _known;
        var from = how.Last is { } last ? End.Earlier(last) : Timestamp.Beginning;
        var options = new TrainerOptions
        {
            Algorithm = how.Algorithm,
            Calibration = how.Calibrate,
            Reweigh = how.Reweigh,
            LabelDelay = _delay,
        };
        var trained = Trainer.Train(known.Where(row => known.EventTimes[row] >= from), options, progress);
        stop.ThrowIfCancellationRequested();
        var model = OnnxModel.Load(trained.Content, new InferenceOptions(), NullLogger.Instance);
        return ((rows, scores) => model.Score(rows, _features, scores), model);
    }
}
