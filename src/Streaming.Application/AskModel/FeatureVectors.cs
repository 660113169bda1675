using Streaming.Topology;

namespace Streaming.Application.AskModel;

/// <summary>Puts what callers send into one matrix, in the topology's order of features.</summary>
public static class FeatureVectors
{
    /// <summary>Name of the input that has all features as its columns.</summary>
    public const string Matrix = "features";

    /// <summary>Rows of a request.</summary>
    public const int MostRows = 65_536;

    /// <exception cref="StreamingException">It is not one value a row and feature.</exception>
    public static (float[] Values, int Rows) Of(IReadOnlyList<AskedTensor> inputs, IReadOnlyList<string> features)
    {
        foreach (var input in inputs)
            CheckShape(input);
        // A topology may have one feature that is called as the matrix is: one column is the same both ways.
        var (values, rows) = inputs is [{ Name: Matrix } all] ? Whole(all, features) : Columns(inputs, features);
        for (var i = 0; i < values.Length; i++)
        {
            // As the pipeline has it: what is infinite is missing, and all that is missing has the same bits.
            if (!float.IsFinite(values[i]))
                values[i] = float.NaN;
        }

        return (values, rows);
    }

    static (float[] Values, int Rows) Whole(AskedTensor all, IReadOnlyList<string> features) =>
        all.Shape is [var rows, var width] && width == features.Count
            ? ([.. all.Values], (int)rows)
            : throw Invalid(
                $"{Matrix} has the shape {Words(all.Shape)}, and must have [rows, {features.Count}]: {string.Join(", ", features)}."
            );

    static (float[] Values, int Rows) Columns(IReadOnlyList<AskedTensor> inputs, IReadOnlyList<string> features)
    {
        if (inputs.GroupBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw Invalid($"Input {twice.Key} is there twice.");
        var byName = inputs.ToDictionary(i => i.Name, StringComparer.Ordinal);
        var missing = features.Where(f => !byName.ContainsKey(f)).ToList();
        if (missing.Count > 0 || inputs.Count > features.Count)
        {
            var unknown = byName.Keys.Except(features, StringComparer.Ordinal).Take(3).ToList();
            throw Invalid(
                $"The inputs are either one, {Matrix}, or one for each of these: {string.Join(", ", features)}."
                    + (missing.Count > 0 ? $" {missing[0]} is not there." : "")
                    + (unknown.Count > 0 ? $" Not of the model: {string.Join(", ", unknown)}." : "")
            );
        }

        var rows = (int)inputs[0].Shape[0];
        var values = new float[rows * features.Count];
        for (var column = 0; column < features.Count; column++)
        {
            var input = byName[features[column]];
            if (input.Shape is not ([_] or [_, 1]) || input.Shape[0] != rows)
                throw Invalid($"Input {input.Name} has the shape {Words(input.Shape)}, and must have [{rows}] as the others.");
            for (var row = 0; row < rows; row++)
                values[(row * features.Count) + column] = input.Values[row];
        }

        return (values, rows);
    }

    static void CheckShape(AskedTensor input)
    {
        if (input.Shape is not ([_] or [_, _]) || input.Shape.Any(d => d < 1) || input.Shape[0] > MostRows)
            throw Invalid($"Input {input.Name} has the shape {Words(input.Shape)}; there are 1 to {MostRows} rows, and columns of them.");
        // No overflow: a shape that says more than there is is found out before it is multiplied.
        if (input.Shape.Any(d => d > input.Values.Length) || input.Shape.Aggregate(1L, (a, b) => a * b) != input.Values.Length)
            throw Invalid($"Input {input.Name} has {input.Values.Length} values, which are not {Words(input.Shape)}.");
    }

    static string Words(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape.Take(8))}]";

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
