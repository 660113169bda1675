using Streaming.Explanations.Shap;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Shap;

/// <summary>
/// The example of figure 1 of Lundberg, Erion and Lee (arXiv:1802.03888): fever and cough, each in half of the population and independent.
/// Model A says 80 for who has both, model B 10 more for a cough.
/// </summary>
public sealed class PublishedValuesTests
{
    const int Fever = 0,
        Cough = 1;

    static readonly float[] Population = [0, 0, 0, 1, 1, 0, 1, 1];
    static readonly float[] Both = [1, 1];

    [Theory]
    [InlineData(0, 20, 30, 30)]
    [InlineData(10, 25, 30, 35)]
    public void Fever_and_cough(double more, double mean, double fever, double cough)
    {
        var model = new TreeEnsemble(
            2,
            [
                new DecisionTree(
                    [
                        new Split(Fever, Comparison.AtMost, 0.5, false, 1, 2),
                        new Split(Cough, Comparison.AtMost, 0.5, false, ~0, ~1),
                        new Split(Cough, Comparison.AtMost, 0.5, false, ~2, ~3),
                    ],
                    [0, more, 0, 80 + more]
                ),
            ]
        ).WithCoversOf(Population);
        foreach (var explainer in (TreeExplainer[])[TreeExplainer.AlongPaths(model), TreeExplainer.Against(model, Population)])
        {
            var values = new double[2];
            explainer.Explain(Both, values);
            explainer.Base.ShouldBe(mean, 1e-12);
            values[Fever].ShouldBe(fever, 1e-12);
            values[Cough].ShouldBe(cough, 1e-12);
        }
    }
}
