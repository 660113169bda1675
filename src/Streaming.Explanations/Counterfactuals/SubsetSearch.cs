using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Counterfactuals;

/// <summary>
/// The least change of some features, each of which does change, that is accepted: branch and bound over boxes of values, the nearest box
/// first, so that the first single cell that is accepted is the least. A box is left out where no margin in it can be wanted.
/// </summary>
sealed class SubsetSearch(PrunedTrees trees, IReadOnlyList<FeatureDomain> domains, MarginRange wanted, SearchBudget budget)
{
    /// <summary>What it costs to ask whether a row is accepted, in steps of the search: a model is run.</summary>
    const int StepsToAsk = 10_000;

    readonly PriorityQueue<Box, (double Cost, long Number)> _open = new();
    long _number;

    /// <summary>The subset with the features' least change; null: there is none below the limit, or the budget is spent.</summary>
    /// <param name="below">Changes that cost as much or more are of no interest.</param>
    /// <param name="accepts">Whether values of the features, in the order of the domains, are an answer.</param>
    public (float[] Values, double Cost)? Least(double below, Func<float[], bool> accepts)
    {
        OpenSides();
        while (_open.TryDequeue(out var box, out var priority) && priority.Cost < below && !budget.IsSpent)
        {
            if (Widest(box) is { } place)
            {
                var middle = (box.From[place] + box.To[place]) / 2;
                Open(new Box(box.From, With(box.To, place, middle)));
                Open(new Box(With(box.From, place, middle + 1), box.To));
                continue;
            }

            float[] values = [.. domains.Select((d, at) => d.Values[box.From[at]])];
            budget.Spend(StepsToAsk);
            if (accepts(values))
                return (values, priority.Cost);
        }

        return null;
    }

    /// <summary>Each feature either falls or rises.</summary>
    void OpenSides()
    {
        for (var sides = 0; sides < 1 << domains.Count; sides++)
        {
            var (from, to) = (new int[domains.Count], new int[domains.Count]);
            for (var place = 0; place < domains.Count; place++)
            {
                var (domain, rises) = (domains[place], (sides >> place & 1) == 1);
                (from[place], to[place]) = rises ? (domain.Origin + 1, domain.Values.Length - 1) : (0, domain.Origin - 1);
            }

            if (from.Zip(to).All(ends => ends.First <= ends.Second))
                Open(new Box(from, to));
        }
    }

    void Open(Box box)
    {
        budget.Spend(trees.Size);
        // Bounds changes a box on the way: halves share arrays.
        var (least, most) = trees.Bounds(new Box([.. box.From], [.. box.To]));
        if (wanted.Meets(least, most))
            _open.Enqueue(box, (Cost(box), _number++));
    }

    /// <summary>Of the nearest cell.</summary>
    double Cost(Box box)
    {
        var cost = 0.0;
        for (var place = 0; place < domains.Count; place++)
            cost += domains[place].Costs[box.To[place] < domains[place].Origin ? box.To[place] : box.From[place]];
        return cost;
    }

    static int? Widest(Box box)
    {
        var (widest, width) = (-1, 0);
        for (var place = 0; place < box.From.Length; place++)
        {
            if (box.To[place] - box.From[place] > width)
                (widest, width) = (place, box.To[place] - box.From[place]);
        }

        return width > 0 ? widest : null;
    }

    static int[] With(int[] ends, int place, int end)
    {
        int[] other = [.. ends];
        other[place] = end;
        return other;
    }
}
