using System.Globalization;
using System.IO.Hashing;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Inference.Models;

namespace Streaming.Pipeline.Scoring;

/// <summary>
/// Which keys a canary decides about: those whose hash lies below its share. All rows of a key are decided by the same model, on every
/// partition and after every restart, and the keys of another canary are others.
/// </summary>
static class CanaryShare
{
    /// <summary>Sets the place of a canary at the rows of its keys. False where it decides about none.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="key">Column with the key.</param>
    /// <param name="canary">The version.</param>
    /// <param name="share">Of the keys, 0 to 1.</param>
    /// <param name="place">Its place.</param>
    /// <param name="places">One a row.</param>
    public static bool Mark(RecordBatch rows, string key, ModelVersion canary, double share, byte place, Span<byte> places)
    {
        var seed = long.Parse(canary.Hash.AsSpan(0, 15), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var keys = new TextColumn(rows, key);
        var any = false;
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < places.Length; row++)
        {
            if (!Takes(keys.Text(row, scratch), seed, share))
                continue;
            places[row] = place;
            any = true;
        }

        return any;
    }

    /// <summary>A key is among those of a share.</summary>
    public static bool Takes(ReadOnlySpan<byte> key, long seed, double share) =>
        // The upper 53 bits are what a double holds exactly.
        (XxHash3.HashToUInt64(key, seed) >> 11) * (1.0 / (1UL << 53))
        < share;
}
