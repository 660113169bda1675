using System.Globalization;
using System.Text.Json;
using Streaming.Application.JudgeModel;
using Streaming.Application.Operations;
using Streaming.Application.RollOutModel;
using Streaming.Application.TrainModel;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Store.Jobs;

namespace Streaming.Application.Learning;

/// <summary>What the end of a step's job means for its run.</summary>
static class StepResults
{
    static readonly string[] OfTraining = ["average_precision", "roc_auc", "rows", "positives"];

    /// <param name="run">The run.</param>
    /// <param name="step">What it is at.</param>
    /// <param name="job">The job, which is over; null: it is gone.</param>
    /// <param name="result">What it came to; null where it failed.</param>
    public static StepEnded Of(LearningRun run, LearningStep step, Job? job, string? result)
    {
        var failed = new StepEnded(run.CorrelationId, run.Row!.Topology, step, run.Job!.Value, StepOutcome.Failed, Fault(run, job));
        if (result is null)
            return failed;
        var ended = step switch
        {
            LearningStep.Train => Trained(failed, Read<TrainedModel>(result)),
            LearningStep.Judge => Judged(failed, Read<JudgedModel>(result)),
            _ => RolledOut(failed, Read<RolledOutModel>(result)),
        };
        // What is no number cannot be sealed.
        return ended with { Figures = ended.Figures?.Where(f => double.IsFinite(f.Value)).ToDictionary(StringComparer.Ordinal) };
    }

    static string Fault(LearningRun run, Job? job) =>
        job is null ? $"Job {run.Job}, which worked on it, is not there any more."
        : job.Fault is { } fault ? fault.Message
        : $"Job {job.Id}, which worked on it, was {job.State.ToString().ToLowerInvariant()}.";

    static StepEnded Trained(StepEnded ended, TrainedModel model) =>
        ended with
        {
            Outcome = StepOutcome.Done,
            Version = model.Version,
            Why = string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Model} v{model.Version} was trained on {model.Origin.TrainRows:N0} rows, and its file gives the scores of its "
                    + $"training. On {model.Origin.TestRows:N0} later rows its average precision is "
                    + $"{model.Metrics.GetValueOrDefault("average_precision", double.NaN):0.###}."
            ),
            Figures = model.Metrics.Where(m => OfTraining.Contains(m.Key)).ToDictionary(StringComparer.Ordinal),
        };

    static StepEnded Judged(StepEnded ended, JudgedModel model) =>
        ended with
        {
            Outcome = model.Passed ? StepOutcome.Done : StepOutcome.Rejected,
            Why = string.Join(' ', model.Gates.OrderBy(g => g.Passed).Select(g => g.Words)),
            Figures = model.Gates.SelectMany(g => g.Figures).ToDictionary(StringComparer.Ordinal),
        };

    static StepEnded RolledOut(StepEnded ended, RolledOutModel model)
    {
        var last = model.History[^1];
        return ended with
        {
            Outcome = model switch
            {
                { Awaits: true } => StepOutcome.Awaits,
                { Promoted: true } => StepOutcome.Done,
                { State: "rolled back" } => StepOutcome.RolledBack,
                { State: "rejected" } => StepOutcome.Rejected,
                // It was champion, and somebody has promoted another one since.
                { State: "retired" } => ended.Step == LearningStep.Watch ? StepOutcome.Done : StepOutcome.Rejected,
                _ => StepOutcome.Failed,
            },
            Why = model.Why,
            Who = model.Awaits ? null : last.By,
            Figures = last.Evidence?.Figures,
        };
    }

    static T Read<T>(string result) => JsonSerializer.Deserialize<T>(result, ResultJson.OneLine)!;
}
