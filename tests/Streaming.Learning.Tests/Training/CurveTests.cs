using CsCheck;
using Streaming.Learning.Algorithms;

namespace Streaming.Learning.Tests.Training;

public class CurveTests
{
    [Fact]
    public void A_threshold_in_float32_parts_float32_values_as_its_double_does() =>
        Gen.Select(Gen.Float[-1000, 1000], Gen.Double[-1, 1], Gen.Int[-3, 3])
            .Sample(
                (value, part, steps) =>
                {
                    // Between the value and a neighbour, or on one of them.
                    var near = value;
                    for (var i = 0; i < Math.Abs(steps); i++)
                        near = steps < 0 ? MathF.BitDecrement(near) : MathF.BitIncrement(near);
                    var bound = near + (part < 0 ? 0 : part * ((double)MathF.BitIncrement(near) - near));
                    (value <= Curve.NotAbove(bound)).ShouldBe(value <= bound);
                }
            );

    [Fact]
    public void A_step_function_is_the_same_as_a_tree() =>
        Gen.Select(Gen.Int[-20, 20].Array[0, 12], Gen.Int[-25, 25].Array[30])
            .Sample(
                (cuts, values) =>
                {
                    double[] upTo = [.. cuts.Distinct().Order().Select(cut => cut + 0.25), double.PositiveInfinity];
                    double[] effects = [.. upTo.Select((_, step) => (double)step)];
                    var tree = Curve.ToTree(0, upTo, effects, missing: 3);
                    foreach (var value in values)
                        tree.Leaves[tree.LeafOf([value])].ShouldBe(upTo.Count(end => value > end));
                    tree.LeafOf([float.NaN]).ShouldBe(tree.LeafOf([3f]));
                }
            );
}
