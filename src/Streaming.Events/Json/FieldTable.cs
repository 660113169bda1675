using System.IO.Hashing;

namespace Streaming.Events.Json;

/// <summary>
/// Finds a declared field by name. Producers write fields in the same order again and again, so the field after the last
/// one found is tried first; else a hash table is asked.
/// </summary>
sealed class FieldTable
{
    readonly FieldSlot[] _slots;
    readonly int[] _table;
    readonly int _mask;

    public FieldTable(IReadOnlyList<FieldSlot> slots)
    {
        _slots = [.. slots];
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, slots.Count * 2));
        _mask = size - 1;
        _table = new int[size];
        Array.Fill(_table, -1);
        for (var i = 0; i < _slots.Length; i++)
        {
            var at = Start(_slots[i].Name);
            while (_table[at] >= 0)
                at = (at + 1) & _mask;
            _table[at] = i;
        }
    }

    public ReadOnlySpan<FieldSlot> Slots => _slots;

    /// <summary>Index of the field; -1 where none has the name.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var at = Start(name); _table[at] >= 0; at = (at + 1) & _mask)
        {
            if (name.SequenceEqual(_slots[_table[at]].Name))
                return _table[at];
        }
        return -1;
    }

    int Start(ReadOnlySpan<byte> name) => (int)XxHash3.HashToUInt64(name) & _mask;
}
