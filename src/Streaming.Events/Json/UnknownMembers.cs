using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Json;

/// <summary>Collects the undeclared members of one event as one JSON object, each once.</summary>
sealed class UnknownMembers
{
    /// <summary>Names are compared one by one, which is quick for the few a record has and bounded for hostile ones.</summary>
    public const int MaxMembers = 256;

    readonly List<(int Start, int Length)> _names = [];
    byte[] _nameBytes = [];
    byte[] _json = [];
    int _namesUsed;
    int _jsonUsed;

    public int Count => _names.Count;

    public void Clear()
    {
        _names.Clear();
        _namesUsed = 0;
        _jsonUsed = 0;
    }

    /// <summary>False: the name is already there.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> rawValue)
    {
        foreach (var (start, length) in _names)
        {
            if (name.SequenceEqual(_nameBytes.AsSpan(start, length)))
                return false;
        }
        Growth.Ensure(ref _nameBytes, _namesUsed + name.Length);
        name.CopyTo(_nameBytes.AsSpan(_namesUsed));
        _names.Add((_namesUsed, name.Length));
        _namesUsed += name.Length;
        Write(_jsonUsed == 0 ? "{\""u8 : ",\""u8);
        Write(rawName);
        Write("\":"u8);
        Write(rawValue);
        return true;
    }

    public void AppendTo(BytesColumnBuilder column)
    {
        if (_names.Count == 0)
        {
            column.AppendNull();
            return;
        }
        Write("}"u8);
        column.Append(_json.AsSpan(0, _jsonUsed));
    }

    void Write(ReadOnlySpan<byte> bytes)
    {
        Growth.Ensure(ref _json, _jsonUsed + bytes.Length);
        bytes.CopyTo(_json.AsSpan(_jsonUsed));
        _jsonUsed += bytes.Length;
    }
}
