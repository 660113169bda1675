using Streaming.Onnx;

namespace Streaming.Explanations.Onnx;

/// <summary>Which of an operator's outputs is explained, and what is added to it.</summary>
/// <param name="Wanted">The target or class whose weights count; null: all that there are, as they are of one.</param>
/// <param name="Bias">What the operator adds to that output.</param>
sealed record OutputChoice(long? Wanted, double Bias)
{
    internal bool Takes(long target) => Wanted is null || Wanted == target;

    internal static OutputChoice Of(NodeProto node, NodeAttributes attributes, int? output)
    {
        var count = node.OpType == OnnxGraph.Classifier ? Classes(attributes) : attributes.Whole("n_targets", 1);
        var bases = attributes.Numbers("base_values");
        // A classifier of two classes may have weights of one alone: the margin of the second class, whatever number they bear.
        if (node.OpType == OnnxGraph.Classifier && count == 2 && attributes.Wholes("class_ids").Distinct().Count() == 1)
        {
            if (output is < 0 or > 1)
                throw Wrong(output.Value, count);
            if (output is 0)
            {
                throw new ExplanationException(
                    "The model has one margin for both classes. Leave the output away to explain the second class; the first's "
                        + "values are the same with the other sign."
                );
            }

            // One base value is the first class's, as ONNX Runtime has it: weights that bear the second's number go without.
            var isSecond = attributes.Wholes("class_ids")[0] == 1;
            return new OutputChoice(null, isSecond ? 0 : BaseOf(bases, 0, 1));
        }

        var chosen = output
            ?? count switch
            {
                1 => 0,
                2 when node.OpType == OnnxGraph.Classifier => 1,
                _ => throw new ExplanationException($"The model has {count} outputs: say which one to explain, from 0 on."),
            };
        return chosen >= 0 && chosen < count ? new OutputChoice(chosen, BaseOf(bases, chosen, count)) : throw Wrong(chosen, count);
    }

    static double BaseOf(IReadOnlyList<double> bases, int output, long count) =>
        bases.Count == 0 ? 0
        : bases.Count == count ? bases[output]
        : throw new ExplanationException($"The model is damaged: it has {count} outputs and base_values of {bases.Count}.");

    static long Classes(NodeAttributes attributes) =>
        Math.Max(attributes.Wholes("classlabels_int64s").Count, attributes.Texts("classlabels_strings").Count) is > 0 and var count
            ? count
            : throw new ExplanationException("The model's classifier names no classes.");

    static ExplanationException Wrong(int output, long count) => new($"The model has no output {output}: it has {count}, from 0 on.");
}
