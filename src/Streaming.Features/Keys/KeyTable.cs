using System.IO.Hashing;
using System.Numerics;

namespace Streaming.Features.Keys;

/// <summary>What is kept of one key.</summary>
abstract class KeyedState
{
    public byte[] Key { get; init; } = [];
    public ulong Hash { get; set; }
}

/// <summary>
/// State by key bytes: open addressing with linear probing, removal by shifting back. Look-ups allocate nothing. The hash is
/// seeded, so that nobody outside can choose keys that collide; no result depends on it.
/// </summary>
sealed class KeyTable<T>
    where T : KeyedState
{
    readonly long _seed = Random.Shared.NextInt64();
    (ulong Hash, T? State)[] _cells = new (ulong, T?)[16];

    public int Count { get; private set; }

    /// <summary>Cells, used or not; see <see cref="At"/>.</summary>
    public int Capacity => _cells.Length;

    public ulong HashOf(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, _seed);

    public T? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var mask = _cells.Length - 1;
        for (var i = (int)hash & mask; ; i = (i + 1) & mask)
        {
            ref readonly var cell = ref _cells[i];
            if (cell.State is null)
                return null;
            if (cell.Hash == hash && key.SequenceEqual(cell.State.Key))
                return cell.State;
        }
    }

    /// <summary>Adds a state whose key is not there.</summary>
    public void Add(T state)
    {
        if (Count >= _cells.Length * 3 / 4)
            Grow();
        Count++;
        Place(state);
    }

    /// <summary>The state in a cell; null where it is empty.</summary>
    public T? At(int cell) => _cells[cell].State;

    /// <summary>Removes the state in a cell; another one may come to lie there.</summary>
    public void RemoveAt(int cell)
    {
        Count--;
        var mask = _cells.Length - 1;
        var hole = cell;
        for (var i = (hole + 1) & mask; _cells[i].State is not null; i = (i + 1) & mask)
        {
            // A state may move to the hole unless its own cell lies between the hole and where it is now.
            var home = (int)_cells[i].Hash & mask;
            if (((i - home) & mask) < ((i - hole) & mask))
                continue;
            _cells[hole] = _cells[i];
            hole = i;
        }
        _cells[hole] = default;
    }

    void Place(T state)
    {
        var mask = _cells.Length - 1;
        var i = (int)state.Hash & mask;
        while (_cells[i].State is not null)
            i = (i + 1) & mask;
        _cells[i] = (state.Hash, state);
    }

    void Grow()
    {
        var old = _cells;
        _cells = new (ulong, T?)[(int)BitOperations.RoundUpToPowerOf2((uint)old.Length + 1)];
        foreach (var (_, state) in old)
        {
            if (state is not null)
                Place(state);
        }
    }
}
