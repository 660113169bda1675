using System.Text;
using Streaming.Application.Exporting;

namespace Streaming.Application.ExplainModel;

/// <summary>Rows of cells on their way into a CSV file.</summary>
sealed class CsvSheet(Stream file)
{
    const int FlushAt = 1 << 20;

    readonly CsvText _text = new();
    bool _begun;

    public void Header(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            Text(name);
        End();
    }

    public void Number(double value)
    {
        Begin();
        _text.Number(value);
    }

    public void Number(float value)
    {
        Begin();
        _text.Number(value);
    }

    public void Integer(long value)
    {
        Begin();
        _text.Integer(value);
    }

    public void Text(string value)
    {
        Begin();
        _text.Quoted(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>A cell without a value.</summary>
    public void Nothing() => Begin();

    public ValueTask EndRowAsync(CancellationToken stop)
    {
        End();
        return _text.Length >= FlushAt ? FlushAsync(stop) : default;
    }

    public async ValueTask FlushAsync(CancellationToken stop)
    {
        await file.WriteAsync(_text.Written, stop);
        _text.Clear();
    }

    void Begin()
    {
        if (_begun)
            _text.Separator();
        _begun = true;
    }

    void End()
    {
        _text.EndOfRow();
        _begun = false;
    }
}
