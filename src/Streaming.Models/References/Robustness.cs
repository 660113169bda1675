using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Models.References;

/// <summary>
/// What becomes of a version's scores and decisions when its inputs are not as they were: measured when it was trained, on rows that it had
/// not learnt from. It lies in the registry beside the model's bytes, named by the hash of its own.
/// </summary>
/// <param name="Rows">Rows that were disturbed, evenly taken from those that it was judged on.</param>
/// <param name="Positives">Those of them whose label is true.</param>
/// <param name="Seed">Decides which way noise moves each value.</param>
/// <param name="NoiseShare">How far noise moves a value, in standard deviations of its feature over the training rows.</param>
/// <param name="BeyondShare">How far past the smallest and the greatest training value values are put, in widths of that range.</param>
/// <param name="AveragePrecision">Of the undisturbed rows; null without positive ones.</param>
/// <param name="RocAuc">Of the undisturbed rows; null where a class is absent.</param>
/// <param name="WhyNoDecisions">Why nothing tells which decisions would change; null: it is told.</param>
/// <param name="Probes">What was disturbed, and what it did; by feature in the model's order.</param>
public sealed record Robustness(
    int Rows,
    int Positives,
    int Seed,
    double NoiseShare,
    double BeyondShare,
    double? AveragePrecision,
    double? RocAuc,
    string? WhyNoDecisions,
    IReadOnlyList<RobustnessProbe> Probes
)
{
    static readonly JsonSerializerOptions Kept = new() { Converters = { new JsonStringEnumConverter<Disturbance>() } };

    /// <summary>As it is kept: JSON, the same bytes for the same figures.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Kept);

    /// <summary>What <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="JsonException">They are something else.</exception>
    public static Robustness FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<Robustness>(bytes, Kept) ?? throw new JsonException("There is no measurement.");
}

/// <summary>How values were disturbed.</summary>
public enum Disturbance
{
    /// <summary>Each value moved up or down by a share of the standard deviation.</summary>
    Noise,

    /// <summary>The feature is missing in every row.</summary>
    Missing,

    /// <summary>The feature is below what training knew, in every row.</summary>
    Below,

    /// <summary>The feature is above what training knew, in every row.</summary>
    Above,
}

/// <summary>One way of disturbing the rows.</summary>
/// <param name="Feature">What was disturbed; null: all features that can be, together.</param>
/// <param name="Disturbance">How.</param>
/// <param name="MeanShift">Mean of the absolute changes of the scores.</param>
/// <param name="Flipped">Rows of which something else would be decided, of all, with a 95 % interval (Wilson); null where nothing
/// tells.</param>
/// <param name="AveragePrecision">How average precision changes, with a 95 % interval; null where labels tell nothing.</param>
/// <param name="RocAuc">How the area under the curve changes, with a 95 % interval; null where labels tell nothing.</param>
public sealed record RobustnessProbe(
    string? Feature,
    Disturbance Disturbance,
    double MeanShift,
    FlippedRows? Flipped,
    MetricChange? AveragePrecision,
    MetricChange? RocAuc
);

/// <summary>Rows of which something else would be decided.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Share">Of all rows.</param>
/// <param name="Low">End of its 95 % interval.</param>
/// <param name="High">The other end.</param>
public sealed record FlippedRows(long Rows, double Share, double Low, double High);

/// <summary>How a metric changes: below 0 where it gets worse.</summary>
/// <param name="Change">Disturbed less undisturbed.</param>
/// <param name="Low">End of its 95 % interval; null where too few samples allow the metric.</param>
/// <param name="High">The other end.</param>
public sealed record MetricChange(double Change, double? Low, double? High);
