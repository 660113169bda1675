using Streaming.Explanations.Shap;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Trees;

public sealed class TreeEnsembleTests
{
    static readonly DecisionTree Tree = new([new Split(0, Comparison.AtMost, 1, false, ~0, ~1)], [1, 2]);

    [Fact]
    public void A_circle_a_shared_leaf_and_a_lost_node_are_no_tree()
    {
        Refused([Split(0, ~0)], [1], "split 0 of a tree is reached in two ways");
        Refused([Split(~0, ~0)], [1], "leaf 0 of a tree is reached in two ways");
        Refused([Split(~0, ~1)], [1, 2, 3], "Leaf 2 of a tree is reached from no split");
        Refused([Split(~0, ~1), Split(~2, ~3)], [1, 2, 3, 4], "Split 1 of a tree is reached from no other");
        Refused([Split(~0, 7)], [1], "split 7, which the tree does not have");
        Refused([], [], "no leaf");
        Refused([Split(~0, ~1) with { Value = double.NaN }], [1, 2], "compares with NaN");
        Refused([Split(~0, ~1)], [1, double.PositiveInfinity], "must be finite");

        static Split Split(int whenTrue, int whenFalse) => new(0, Comparison.AtMost, 1, false, whenTrue, whenFalse);
        static void Refused(Split[] splits, double[] leaves, string why) =>
            Should.Throw<ExplanationException>(() => new DecisionTree(splits, leaves)).Message.ShouldContain(why);
    }

    [Fact]
    public void Covers_must_fit_the_trees()
    {
        var ensemble = new TreeEnsemble(1, [Tree]);
        Refused("of 0 trees");
        Refused("1 splits and 1 leaves", new TreeCovers([3], [3]));
        Refused("children together 4", new TreeCovers([3], [2, 2]));
        Refused("no row passed split 0", new TreeCovers([0], [0, 0]));
        Refused("leaf 1 has -1", new TreeCovers([3], [4, -1]));
        Should.Throw<ExplanationException>(() => ensemble.WithCoversOf([])).Message.ShouldContain("no row passed split 0");
        ensemble.WithCoversOf([0, 1, 2]).Covers![0].Leaves.ShouldBe([2, 1]);

        void Refused(string why, params TreeCovers[] covers) =>
            Should.Throw<ExplanationException>(() => ensemble.WithCovers(covers)).Message.ShouldContain(why);
    }

    [Fact]
    public void An_explanation_without_what_it_needs_is_refused()
    {
        var ensemble = new TreeEnsemble(1, [Tree]);
        Should.Throw<ExplanationException>(() => TreeExplainer.AlongPaths(ensemble)).Message.ShouldContain("covers are not known");
        Should.Throw<ExplanationException>(() => TreeExplainer.Against(ensemble, [])).Message.ShouldContain("no rows");
        var explainer = TreeExplainer.Against(ensemble, [3]);
        Should.Throw<ArgumentException>(() => explainer.Explain([1, 2], new double[1]));
        Should.Throw<ArgumentException>(() => TreeExplainer.Against(new TreeEnsemble(2, [Tree]), [1, 2, 3]));
        explainer.Explain([], []);
    }

    /// <summary>A background of one row: what changes is what differs from it.</summary>
    [Fact]
    public void One_row_is_a_background()
    {
        var explainer = TreeExplainer.Against(new TreeEnsemble(2, [Tree], 10), [5, 5]);
        var values = new double[4];
        explainer.Explain([0, 0, 5, 0], values);
        explainer.Base.ShouldBe(12);
        values.ShouldBe([-1, 0, 0, 0]);
    }
}
