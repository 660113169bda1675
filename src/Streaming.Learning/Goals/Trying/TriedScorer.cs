using Streaming.Learning.Goals.Measuring;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Trying;

/// <summary>Somebody who could score instead.</summary>
/// <param name="Action">By which it would come to that.</param>
/// <param name="What">In words that go on from the action's name.</param>
/// <param name="Train">How it was trained; null: it was there.</param>
/// <param name="Score">Scores.</param>
/// <param name="Held">What has to be freed; null: nothing.</param>
sealed record TriedScorer(GoalAction Action, string What, TrainingModel? Train, RowScorer Score, IDisposable? Held) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
