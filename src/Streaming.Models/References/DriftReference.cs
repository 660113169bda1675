using System.Text.Json;

namespace Streaming.Models.References;

/// <summary>
/// How everything was distributed over the rows that a version was trained on: what its features and scores are compared with later. It
/// lies in the registry beside the model's bytes, named by the hash of its own.
/// </summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Features">One a feature, in the model's order.</param>
/// <param name="Score">What the model made of those rows.</param>
public sealed record DriftReference(int Rows, IReadOnlyList<FeatureReference> Features, FeatureReference Score)
{
    /// <summary>Of rows and what a model makes of them.</summary>
    /// <param name="names">Of the features, in order.</param>
    /// <param name="rows">Row-major, rows x features; NaN is a missing value.</param>
    /// <param name="scores">One a row.</param>
    public static DriftReference Of(IReadOnlyList<string> names, ReadOnlySpan<float> rows, ReadOnlySpan<float> scores)
    {
        var features = new FeatureReference[names.Count];
        var values = new double[scores.Length];
        for (var feature = 0; feature < features.Length; feature++)
        {
            for (var row = 0; row < values.Length; row++)
                values[row] = rows[row * features.Length + feature];
            features[feature] = FeatureReference.Of(names[feature], values);
        }

        for (var row = 0; row < values.Length; row++)
            values[row] = scores[row];
        return new DriftReference(scores.Length, features, FeatureReference.Of("score", values));
    }

    /// <summary>As it is kept: JSON, the same bytes for the same reference.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>What <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="JsonException">They are something else.</exception>
    public static DriftReference FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<DriftReference>(bytes) ?? throw new JsonException("There is no reference.");
}
