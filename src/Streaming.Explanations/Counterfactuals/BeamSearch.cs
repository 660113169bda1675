using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Counterfactuals;

/// <summary>
/// A change of any number of features that is accepted, where there are too many ways to try them all: from the row on, one feature more
/// changes at each turn, and the states that come nearest to what is wanted are followed. What is found is taken back as far as it can be,
/// feature by feature. It is an answer, but not always the least; and where nothing is found, something may exist.
/// </summary>
sealed class BeamSearch(
    TreeEnsemble ensemble,
    float[] row,
    IReadOnlyList<FeatureDomain> domains,
    SplitAnswers answers,
    MarginRange wanted,
    int width
)
{
    /// <summary>Places in the domains, and how far the margin is from what is wanted.</summary>
    sealed record State(int[] At, double Gap, double Cost);

    /// <summary>Null: none was found.</summary>
    /// <param name="accepts">Whether a whole row is an answer.</param>
    /// <param name="stop">Gives up.</param>
    public float[]? Find(Func<float[], bool> accepts, CancellationToken stop)
    {
        int[] origin = [.. domains.Select(d => d.Origin)];
        List<State> beam = [new State(origin, double.PositiveInfinity, 0)];
        for (var changed = 1; changed <= domains.Count; changed++)
        {
            stop.ThrowIfCancellationRequested();
            var next = beam.SelectMany(Following)
                .OrderBy(s => s.Gap)
                .ThenBy(s => s.Cost)
                .DistinctBy(s => string.Join(',', s.At))
                .Take(width)
                .ToList();
            foreach (var state in next.Where(s => s.Gap == 0 && accepts(RowOf(s.At))))
            {
                var at = TakenBack(state.At, accepts);
                return RowOf(at);
            }

            beam = next;
        }

        return null;
    }

    /// <summary>One feature more changes, to what brings the margin nearest.</summary>
    IEnumerable<State> Following(State state)
    {
        for (var place = 0; place < domains.Count; place++)
        {
            if (state.At[place] != domains[place].Origin)
                continue;
            var margins = Margins(state.At, place);
            var best = Enumerable
                .Range(0, margins.Length)
                .Where(at => at != domains[place].Origin)
                .MinBy(at => (wanted.Gap(margins[at]), domains[place].Costs[at]));
            int[] other = [.. state.At];
            other[place] = best;
            yield return new State(other, wanted.Gap(margins[best]), state.Cost + domains[place].Costs[best]);
        }
    }

    int[] TakenBack(int[] at, Func<float[], bool> accepts)
    {
        int[] now = [.. at];
        for (var place = 0; place < domains.Count; place++)
        {
            var costs = domains[place].Costs;
            var margins = Margins(now, place);
            foreach (var less in Enumerable.Range(0, costs.Length).Where(v => costs[v] < costs[now[place]]).OrderBy(v => costs[v]))
            {
                int[] tried = [.. now];
                tried[place] = less;
                if (wanted.Gap(margins[less]) > 0 || !accepts(RowOf(tried)))
                    continue;
                now = tried;
                break;
            }
        }

        return now;
    }

    /// <summary>The margin for each value of one domain.</summary>
    double[] Margins(int[] at, int place)
    {
        var trees = PrunedTrees.Of(ensemble, RowOf(at), [domains[place]], answers);
        return [.. Enumerable.Range(0, domains[place].Values.Length).Select(v => trees.Bounds(new Box([v], [v])).Least)];
    }

    float[] RowOf(int[] at)
    {
        float[] other = [.. row];
        for (var place = 0; place < domains.Count; place++)
            other[domains[place].Feature] = domains[place].Values[at[place]];
        return other;
    }
}
