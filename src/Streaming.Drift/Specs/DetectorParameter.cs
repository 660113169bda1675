using System.Globalization;

namespace Streaming.Drift.Specs;

/// <summary>One parameter of a kind of detectors.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Meaning">A few words.</param>
/// <param name="Default">What it is where nobody says; as text.</param>
public abstract record DetectorParameter(string Name, string Meaning, string Default)
{
    /// <summary>Which texts it takes, in words.</summary>
    public abstract string Allowed { get; }

    /// <summary>The text as it is written canonically; null: it is none of the allowed ones.</summary>
    internal abstract string? Normalised(string text);
}

/// <summary>A number.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Meaning">A few words.</param>
/// <param name="Default">Where nobody says.</param>
/// <param name="Low">The least allowed.</param>
/// <param name="High">The greatest allowed.</param>
/// <param name="Whole">Only whole numbers.</param>
/// <param name="Auto">The word <c>auto</c> is allowed: the detector finds out.</param>
public sealed record NumberParameter(
    string Name,
    string Meaning,
    string Default,
    double Low,
    double High,
    bool Whole = false,
    bool Auto = false
) : DetectorParameter(Name, Meaning, Default)
{
    /// <summary>The detector finds out.</summary>
    public const string AutoText = "auto";

    /// <inheritdoc/>
    public override string Allowed
    {
        get
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"a {(Whole ? "whole number" : "number")} from {Low} to {High}");
            return Auto ? $"{AutoText} or {number}" : number;
        }
    }

    internal override string? Normalised(string text)
    {
        if (Auto && text == AutoText)
            return text;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return null;
        // NaN is in no range.
        if (!(value >= Low && value <= High) || (Whole && value != Math.Floor(value)))
            return null;
        return (value == 0 ? 0d : value).ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>One word of a few.</summary>
/// <param name="Name">As in a specification.</param>
/// <param name="Meaning">A few words.</param>
/// <param name="Words">The allowed ones, the default first.</param>
public sealed record ChoiceParameter(string Name, string Meaning, params IReadOnlyList<string> Words)
    : DetectorParameter(Name, Meaning, Words[0])
{
    /// <inheritdoc/>
    public override string Allowed => string.Join(" or ", Words);

    internal override string? Normalised(string text) => Words.Contains(text, StringComparer.Ordinal) ? text : null;
}
