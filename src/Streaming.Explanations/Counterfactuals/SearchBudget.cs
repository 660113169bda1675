namespace Streaming.Explanations.Counterfactuals;

/// <summary>Steps that a search may take: counted and not timed, so that the same question has the same answer everywhere.</summary>
sealed class SearchBudget(long steps, CancellationToken stop)
{
    long _left = steps;

    /// <summary>Nothing is left.</summary>
    public bool IsSpent => _left <= 0;

    public void Spend(int steps)
    {
        stop.ThrowIfCancellationRequested();
        _left -= steps;
    }
}
