using CsCheck;
using Streaming.Application.ExplainDecision;
using Streaming.Application.ExplainModel;

namespace Streaming.Application.Tests.Explaining;

/// <summary>Forces meet at the margin, and what they leave between them is the base.</summary>
public sealed class ForceTests
{
    [Fact]
    public void Forces_lie_side_by_side_from_what_raises_most_to_what_lowers_most() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Int[-300, 300].Select(i => i / 100.0).Array[0, 12])
            .Sample(t =>
            {
                var (@base, contributions) = t;
                var shares = new ScoreShares(
                    ExplainMethod.Path,
                    "",
                    null,
                    @base,
                    @base + contributions.Sum(),
                    [],
                    true,
                    null,
                    [.. contributions.Select((c, i) => new FeatureShare($"f{i}", i, c))]
                );
                var forces = Force.Of(shares);

                forces.Count.ShouldBe(contributions.Count(c => c != 0));
                var raising = forces.TakeWhile(f => f.Raises).ToList();
                forces.Skip(raising.Count).ShouldAllBe(f => !f.Raises);
                // No gaps: each begins where the one before ends, in the order in which they lie.
                var edges = forces.Select(f => (Left: Math.Min(f.From, f.To), Right: Math.Max(f.From, f.To))).ToList();
                foreach (var (left, right) in edges.Zip(edges.Skip(1)))
                    right.Left.ShouldBe(left.Right, 1e-9);
                if (raising.Count > 0)
                    raising[^1].To.ShouldBe(shares.Margin, 1e-9);
                if (raising.Count < forces.Count)
                    forces[raising.Count].To.ShouldBe(shares.Margin, 1e-9);
                // The greatest are next to the margin.
                raising.Select(f => f.To - f.From).ShouldBeInOrder(SortDirection.Ascending, new Nearly());
                forces.Skip(raising.Count).Select(f => f.From - f.To).ShouldBeInOrder(SortDirection.Descending, new Nearly());
            });

    /// <summary>Lengths that were computed from places differ in their last digits.</summary>
    sealed class Nearly : IComparer<double>
    {
        public int Compare(double x, double y) => Math.Abs(x - y) < 1e-9 ? 0 : x.CompareTo(y);
    }
}
