using System.Text;
using Apache.Arrow;

namespace Streaming.Application.Exporting;

/// <summary>
/// CSV after RFC 4180 with a header line: times in ISO 8601, bytes in base64, numbers so that they read back as the same
/// bits; null is empty, and an empty text is <c>""</c>.
/// </summary>
sealed class CsvTableWriter : TableWriter
{
    const int FlushAt = 1 << 20;

    readonly Stream _file;
    readonly CsvText _text = new();

    public CsvTableWriter(Stream stream, Schema schema)
    {
        _file = stream;
        for (var i = 0; i < schema.FieldsList.Count; i++)
        {
            if (i > 0)
                _text.Separator();
            _text.Quoted(Encoding.UTF8.GetBytes(schema.GetFieldByIndex(i).Name));
        }

        _text.EndOfRow();
    }

    public override async Task WriteAsync(RecordBatch batch, CancellationToken stop)
    {
        Encode(batch);
        if (_text.Length >= FlushAt)
            await FlushAsync(stop);
    }

    public override Task CompleteAsync(CancellationToken stop) => FlushAsync(stop);

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    void Encode(RecordBatch batch)
    {
        var columns = new CsvColumn[batch.ColumnCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = CsvColumn.Of(batch.Column(i));
        for (var row = 0; row < batch.Length; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (i > 0)
                    _text.Separator();
                columns[i].Write(row, _text);
            }

            _text.EndOfRow();
        }
    }

    async Task FlushAsync(CancellationToken stop)
    {
        await _file.WriteAsync(_text.Written, stop);
        _text.Clear();
    }
}
