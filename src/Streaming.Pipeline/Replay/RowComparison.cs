using System.Globalization;
using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage;

namespace Streaming.Pipeline.Replay;

/// <summary>Compares replayed columns with recorded ones, bit for bit.</summary>
internal sealed class RowComparison(LineageBatch batch, RecordBatch recorded, RecordBatch replayed)
{
    private readonly bool[] _different = new bool[recorded.Length];
    private (int Row, int Column) _first = (int.MaxValue, 0);

    /// <param name="firstColumn">First column that is computed rather than given.</param>
    /// <param name="options">Which rows count.</param>
    /// <param name="engine">Fingerprint of this engine.</param>
    public ReplayReport Compare(int firstColumn, ReplayOptions options, string engine)
    {
        var times = Columns.Int64(recorded, SystemColumns.EventTime);
        for (var column = firstColumn; column < recorded.Schema.FieldsList.Count; column++) Compare(column, options, times);

        long compared = 0;
        long differing = 0;
        for (var row = 0; row < recorded.Length; row++)
        {
            if (!Counts(options, times[row])) continue;
            compared++;
            if (_different[row]) differing++;
        }

        var header = batch.Header;
        var sameEngine = header.EngineFingerprint.Length == 0 || header.EngineFingerprint == engine;
        return new ReplayReport(compared, compared - differing, sameEngine ? differing : 0, sameEngine ? 0 : differing, First());
    }

    private static bool Counts(ReplayOptions options, long time) => time >= options.From && time < options.To;

    private void Compare(int column, ReplayOptions options, ReadOnlySpan<long> times)
    {
        var (a, b) = (recorded.Column(column), replayed.Column(column));
        for (var row = 0; row < recorded.Length; row++)
        {
            if (Same(a, b, row) || !Counts(options, times[row])) continue;
            _different[row] = true;
            if (row < _first.Row) _first = (row, column);
        }
    }

    private ReplayDifference? First()
    {
        var (row, column) = _first;
        if (row == int.MaxValue) return null;
        return new ReplayDifference(
            new LineageId(batch.Stream, batch.Version, row),
            recorded.Schema.GetFieldByIndex(column).Name,
            Text(recorded.Column(column), row),
            Text(replayed.Column(column), row),
            batch.Header.EngineFingerprint);
    }

    private static bool Same(IArrowArray a, IArrowArray b, int row) => (a, b) switch
    {
        (FloatArray x, FloatArray y) => BitConverter.SingleToUInt32Bits(x.Values[row]) == BitConverter.SingleToUInt32Bits(y.Values[row]),
        (StringArray x, StringArray y) => x.GetBytes(row).SequenceEqual(y.GetBytes(row)),
        _ => false,
    };

    private static string Text(IArrowArray array, int row) => array switch
    {
        FloatArray floats => string.Create(CultureInfo.InvariantCulture, $"{floats.Values[row]:R} (bits {BitConverter.SingleToUInt32Bits(floats.Values[row]):x8})"),
        StringArray strings => Encoding.UTF8.GetString(strings.GetBytes(row)),
        _ => array.Data.DataType.Name,
    };
}
