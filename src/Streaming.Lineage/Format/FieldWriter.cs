using System.Text;
using Streaming.Events.Time;

namespace Streaming.Lineage.Format;

/// <summary>
/// A message of numbered fields, each with the length of its value before it, so that whoever does not know a field can pass it over. A
/// key is the field's number times two, plus one where it is critical: who does not know it must not read on.
/// </summary>
sealed class FieldWriter
{
    readonly ByteWriter _to = new();
    readonly ByteWriter _value = new();

    /// <summary>For messages within this one; kept, since a header has many.</summary>
    FieldWriter? _inner;

    public ReadOnlySpan<byte> Written => _to.Written;

    public void Signed(int number, long value)
    {
        _value.Signed(value);
        Take(number);
    }

    /// <summary>Left out where the value says nothing.</summary>
    public void Signed(int number, long value, long nothing)
    {
        if (value != nothing)
            Signed(number, value);
    }

    /// <inheritdoc cref="Signed(int, long, long)"/>
    public void Time(int number, Timestamp value, Timestamp nothing) => Signed(number, value.Micros, nothing.Micros);

    /// <summary>Several numbers in one field.</summary>
    public void Signed(int number, IReadOnlyList<long> values)
    {
        foreach (var value in values)
            _value.Signed(value);
        Take(number);
    }

    /// <summary>Left out where there is none.</summary>
    public void Text(int number, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            Bytes(number, Encoding.UTF8.GetBytes(value));
    }

    public void Bytes(int number, ReadOnlySpan<byte> value, bool critical = false)
    {
        _value.Bytes(value);
        Take(number, critical);
    }

    public void Wide(int number, UInt128 value)
    {
        _value.Wide(value);
        Take(number);
    }

    /// <summary>A field that says something by being there.</summary>
    public void Flag(int number, bool value)
    {
        if (value)
            Take(number);
    }

    public void Message<T>(int number, T value, Action<FieldWriter, T> write)
    {
        var inner = _inner ??= new FieldWriter();
        inner._to.Clear();
        write(inner, value);
        Bytes(number, inner.Written);
    }

    void Take(int number, bool critical = false)
    {
        _to.Unsigned(((ulong)number << 1) | (critical ? 1u : 0u));
        _to.Unsigned((ulong)_value.Written.Length);
        _to.Bytes(_value.Written);
        _value.Clear();
    }
}
