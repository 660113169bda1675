using System.Globalization;
using Streaming.Learning.Training;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Application.TrainModel;

/// <summary>What people write of training, as the request has it.</summary>
public static class TrainingWords
{
    /// <summary>Names of the algorithms; the first is taken where nobody says otherwise.</summary>
    public static IReadOnlyList<string> Algorithms => AlgorithmNames.All;

    /// <summary>The request with the algorithm of that name.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">One of <see cref="Algorithms"/>.</param>
    public static TrainModelRequest With(this TrainModelRequest request, string name) =>
        request with
        {
            Algorithm = AlgorithmNames.Find(name) ?? throw new ArgumentException($"There is no algorithm '{name}'.", nameof(name)),
        };

    /// <summary>Names of ways to calibrate.</summary>
    public static IReadOnlyList<string> Calibrations { get; } = ["isotonic", "platt"];

    /// <summary>The request calibrated in the way of that name; null: not.</summary>
    public static TrainModelRequest Calibrated(this TrainModelRequest request, string? name) =>
        request with
        {
            Calibrate = name switch
            {
                null => null,
                "isotonic" => CalibrationMethod.Isotonic,
                "platt" => CalibrationMethod.Platt,
                _ => throw new ArgumentException($"Nothing calibrates by '{name}'.", nameof(name)),
            },
        };

    /// <summary>A length of time such as <c>30d</c> or <c>1h30m</c>, above 0; null for any other text.</summary>
    public static TimeSpan? Duration(string text) => DurationText.TryParse(text, out var span) && span > TimeSpan.Zero ? span : null;

    /// <summary>
    /// What a search may cost: a length of time such as <c>10m</c>, or a number of trials such as <c>50</c> or <c>50 trials</c>. The one
    /// that is not
    /// said has no bound, but for ten thousand trials. Null for any other text.
    /// </summary>
    public static (int Trials, TimeSpan? Time)? Budget(string text)
    {
        const int most = 10_000;
        if (Duration(text) is { } time)
            return (most, time);
        var number = text.EndsWith("trials", StringComparison.Ordinal) ? text[..^"trials".Length].TrimEnd() : text;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var trials) && trials is >= 1 and <= most
            ? (trials, null)
            : null;
    }
}
