using System.Globalization;
using Streaming.Events.Expressions;
using Streaming.Inference.Serving;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Goals.Trying;

/// <summary>
/// Tries on recorded history what each permitted action would have made of the rows that are measured: what would be trained is trained on
/// what was known before them, what is there already scores them.
/// </summary>
public sealed class ActionTrials(LineageStore store)
{
    /// <param name="plan">The topology, which has goals.</param>
    /// <param name="window">The rows.</param>
    /// <param name="before">The version that would decide again; null: there is none.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>One for each permitted action that could be thought of, in the order of preference.</returns>
    public async Task<IReadOnlyList<GoalTry>> TryAsync(
        PipelinePlan plan,
        GoalsWindow window,
        ServedModel? before,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        var goals = plan.Topology.Learning.Goals!;
        var trainer = new CandidateTrainer(store, plan, window);
        var scorers = new List<TriedScorer>();
        var failed = new List<GoalTry>();
        try
        {
            foreach (var action in goals.Actions)
            {
                if (There(action, plan.Topology, before) is { } there)
                    scorers.Add(there);
                else if (action == GoalAction.RollBack)
                    failed.Add(Failed(action, "", "There is no version before the one that decides."));
                foreach (var (train, what) in TrainingVariants.Of(action, plan.Topology.Learning.Train, trainer.Known))
                {
                    progress?.Report($"trying {GoalWords.Of(action)} {what}".TrimEnd());
                    try
                    {
                        var (score, held) = await trainer.TrainAsync(train, progress, stop);
                        scorers.Add(new TriedScorer(action, what, train, score, held));
                    }
                    catch (LearningException fault)
                    {
                        failed.Add(Failed(action, what, fault.Message));
                    }
                }
            }

            progress?.Report("scoring what was recorded");
            var pass = await new GoalsReader(store).PassAsync(plan, window, [.. scorers.Select(s => s.Score)], stop);
            var tries = scorers
                .Zip(pass.Others(), (scorer, measured) => new GoalTry(scorer.Action, scorer.What, measured) { Train = scorer.Train })
                .Append(Threshold(pass, goals));
            return [.. goals.Actions.SelectMany(action => Best(action, [.. tries, .. failed], goals))];
        }
        finally
        {
            foreach (var scorer in scorers)
                scorer.Dispose();
        }
    }

    /// <summary>Who scores without being trained first; null: the action is none of that.</summary>
    static TriedScorer? There(GoalAction action, TopologyModel topology, ServedModel? before)
    {
        string[] features = [.. topology.Features.Select(f => f.Name)];
        return action switch
        {
            GoalAction.RollBack when before is not null => new TriedScorer(
                action,
                $"to version {before.Version.Version}",
                null,
                (rows, scores) => before.Model.ScoreEach(rows, features, scores),
                null
            ),
            // Expressions are made for the columns of a batch, which are not the same at all times.
            GoalAction.FallBack => new TriedScorer(
                action,
                "",
                null,
                (rows, scores) => new RuleScore(topology.Score.Rule!).Score(rows, scores),
                null
            ),
            _ => null,
        };
    }

    static GoalTry Threshold(WindowPass pass, GoalsModel goals) =>
        pass.Threshold(goals) is { } found
            ? new GoalTry(
                GoalAction.Thresholds,
                string.Create(CultureInfo.InvariantCulture, $"an alert from a score of {found.Threshold:0.####} on"),
                found.Measures
            )
            : Failed(GoalAction.Thresholds, "", "No goal is about alerts, or none of them allows any.");

    /// <summary>Of several tries of one action the one that comes nearest to the goals, and of several such the most precise.</summary>
    static IEnumerable<GoalTry> Best(GoalAction action, IReadOnlyList<GoalTry> tries, GoalsModel goals)
    {
        var own = tries.Where(t => t.Action == action).ToArray();
        var best = own.Where(t => t.Predicted is not null)
            .OrderBy(t => Shortfall.Of(goals, t.Predicted!))
            .ThenByDescending(t => t.Predicted!.AveragePrecision)
            .FirstOrDefault();
        return best is null ? own.Take(1) : [best];
    }

    static GoalTry Failed(GoalAction action, string what, string fault) => new(action, what, null) { Fault = fault };
}
