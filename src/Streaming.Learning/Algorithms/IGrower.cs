using Streaming.Learning.Data;
using Streaming.Learning.Scorers;
using Streaming.Learning.Training;

namespace Streaming.Learning.Algorithms;

/// <summary>One of an algorithm's settings.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Default">What it is where nobody says otherwise.</param>
/// <param name="Range">Where a search looks; null: it does not.</param>
sealed record Setting(SettingKind Kind, double Default, SearchRange? Range = null);

/// <summary>Where a search looks, evenly in the logarithm or in the value.</summary>
sealed record SearchRange(double From, double To, bool Logarithmic)
{
    internal static SearchRange Log(double from, double to) => new(from, to, true);

    internal static SearchRange Even(double from, double to) => new(from, to, false);

    /// <summary>The value at a place, 0 to 1.</summary>
    internal double At(double place) => Logarithmic ? From * Math.Pow(To / From, place) : From + place * (To - From);

    /// <summary>The place of a value; below 0 or above 1 outside.</summary>
    internal double Place(double value) => Logarithmic ? Math.Log(value / From) / Math.Log(To / From) : (value - From) / (To - From);
}

/// <summary>An algorithm: what can be set, and how a model comes of rows. Without state.</summary>
interface IGrower
{
    /// <summary>What can be set; nothing else may be.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>How far the ONNX file's scores may lie from the algorithm's own, in probability. Both compute in float32 in
    /// places.</summary>
    double Tolerance { get; }

    /// <param name="set">At least <see cref="Trainer.MinRowsPerClass"/> rows of each class.</param>
    /// <param name="weights">One a row, the greatest 1 or more; null: all count the same.</param>
    /// <param name="positiveWeight">What of the weights was given to positive rows for their class: it is taken out of the odds.</param>
    /// <param name="options">In range, none of the algorithm's own null.</param>
    IGrown Grow(TrainingSet set, float[]? weights, double positiveWeight, TrainerOptions options);
}

/// <summary>A model as ML.NET holds it, and its way out.</summary>
interface IGrown
{
    /// <summary>What ML.NET itself makes of rows, weights taken out: what the ONNX file is held against.</summary>
    double[] Probabilities(TrainingSet set);

    /// <summary>In our form.</summary>
    ScoringModel ToModel();

    /// <summary>Per feature, its share of what decides; they add up to 1, or are all 0.</summary>
    IReadOnlyDictionary<string, double> Importance { get; }
}
