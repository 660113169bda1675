using System.Text;
using System.Text.Json.Serialization;
using Streaming.Drift;

namespace Streaming.Application.TryDetector;

/// <summary>Which detector is to be tried, and on what.</summary>
public sealed record TryDetectorRequest
{
    /// <summary>CSV with a header line, gzip too; <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    /// <summary>What the bytes of the file mean; null: UTF-8, or what its byte order mark says.</summary>
    [JsonIgnore]
    public Encoding? Encoding { get; init; }

    /// <summary>The column whose values it watches.</summary>
    public required string Column { get; init; }

    /// <summary>Such as <c>adwin:delta=0.01</c>; null: the default.</summary>
    public string? Detector { get; init; }

    /// <summary>SHA-256 of a file that a caller has sent, hexadecimal; null: it lies on this machine.</summary>
    [JsonIgnore]
    public string? SentHash { get; init; }
}

/// <summary>What a detector made of a column.</summary>
/// <param name="File">Where the values are from.</param>
/// <param name="Column">Which.</param>
/// <param name="Detector">The detector, as it is written canonically.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Values">Values that the detector saw.</param>
/// <param name="Missing">Cells that are empty, NaN, NA or null: passed over.</param>
/// <param name="Bad">Cells that are no number, or none that the detector takes: passed over.</param>
/// <param name="FirstBad">The first of them.</param>
/// <param name="Alarms">How many.</param>
/// <param name="Warnings">How often a warning began.</param>
/// <param name="Signals">Alarms and beginnings of warnings in the file's order; of very many, the first.</param>
/// <param name="Profile">The values in outline.</param>
public sealed record TriedDetector(
    string File,
    string Column,
    string Detector,
    long Rows,
    long Values,
    long Missing,
    long Bad,
    IReadOnlyList<BadCell> FirstBad,
    long Alarms,
    long Warnings,
    IReadOnlyList<DetectorSignal> Signals,
    ValueProfile Profile
);

/// <summary>A cell that was passed over.</summary>
/// <param name="Row">Its row, the header not counted, from 1.</param>
/// <param name="Text">What is in it, cut.</param>
/// <param name="Reason">Why.</param>
public sealed record BadCell(long Row, string Text, string Reason);

/// <summary>An alarm, or the beginning of a warning.</summary>
/// <param name="Row">At which row, the header not counted, from 1.</param>
/// <param name="Level">Which of both.</param>
/// <param name="Value">The value there.</param>
/// <param name="Mean">Mean of the values since the last alarm, this one too.</param>
public sealed record DetectorSignal(long Row, DriftLevel Level, double Value, double Mean);

/// <summary>Values in outline: their means over runs of rows.</summary>
/// <param name="RowsAPoint">Rows in each run; the last may have fewer.</param>
/// <param name="Means">Mean of each run; null where it has no value.</param>
public sealed record ValueProfile(long RowsAPoint, IReadOnlyList<double?> Means);
