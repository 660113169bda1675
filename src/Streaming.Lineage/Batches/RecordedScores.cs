using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Lineage.Batches;

/// <summary>What each of those who scored a batch said of its rows, whoever decided.</summary>
public static class RecordedScores
{
    /// <summary>The scores of one place.</summary>
    /// <param name="rows">Rows table of the final stage.</param>
    /// <param name="place">In <see cref="BatchHeader.ScoredBy"/>.</param>
    /// <returns>[rows]; NaN where it did not score the row.</returns>
    public static float[] Of(RecordBatch rows, int place)
    {
        var deciding = Columns.Float(rows, TableNames.Score);
        var decidedBy = Columns.Has(rows, RecordColumns.DecidedBy) ? Columns.UInt8(rows, RecordColumns.DecidedBy) : [];
        var others = Others(rows, place);
        var scores = new float[rows.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            var decided = (decidedBy.IsEmpty ? 0 : decidedBy[row]) == place;
            scores[row] = decided ? deciding[row] : others?.GetValue(row) ?? float.NaN;
        }

        return scores;
    }

    /// <summary>The score that a place gave of a row it did not decide; null where it decided, or did not score the row.</summary>
    public static float? WhereItDidNotDecide(RecordBatch rows, int place, int row) => Others(rows, place)?.GetValue(row);

    /// <summary>Rows about which a place decided.</summary>
    public static int CountDecided(RecordBatch rows, int place) =>
        Columns.Has(rows, RecordColumns.DecidedBy) ? Columns.UInt8(rows, RecordColumns.DecidedBy).Count((byte)place)
        : place == 0 ? rows.Length
        : 0;

    static FloatArray? Others(RecordBatch rows, int place) =>
        Columns.HasFeature(rows, RecordColumns.ScoreOf(place))
            ? (FloatArray)rows.Column(Columns.FeatureIndexOf(rows.Schema, RecordColumns.ScoreOf(place)))
            : null;
}
