using System.Buffers.Binary;
using System.Text;
using Streaming.Drift.Distances;

namespace Streaming.Drift.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Nothing is believed: lengths are checked before anything is reserved.</summary>
ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public bool Bool() =>
        Byte() switch
        {
            0 => false,
            1 => true,
            var other => throw Bad($"{other} is neither yes nor no"),
        };

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A count or an index from 0 to <paramref name="most"/>.</summary>
    public long Count(long most)
    {
        var value = Long();
        return value >= 0 && value <= most ? value : throw Bad($"a count of {value} where {most} is the most");
    }

    public double Double() => BitConverter.Int64BitsToDouble(Long());

    /// <summary>A number that is finite.</summary>
    public double Finite()
    {
        var value = Double();
        return double.IsFinite(value) ? value : throw Bad("a number that is not finite");
    }

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>; infinities where these are.</summary>
    public double Within(double low, double high)
    {
        var value = Double();
        return value >= low && value <= high ? value : throw Bad($"{value} is not from {low} to {high}");
    }

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public ReferenceHistogram Histogram()
    {
        var edges = new double[Count(ReferenceHistogram.MostBins)];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = Finite();
        var counts = new long[edges.Length + 2];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Long();
        try
        {
            var histogram = new ReferenceHistogram(edges, counts);
            return histogram.Total > 0 ? histogram : throw Bad("a histogram of nothing");
        }
        catch (ArgumentException e)
        {
            throw Bad(e.Message);
        }
    }

    public string Text(int longest) => Encoding.UTF8.GetString(Take((int)Count(longest)));

    public readonly void End()
    {
        if (!_rest.IsEmpty)
            throw Bad($"{_rest.Length} bytes too many");
    }

    public static InvalidDataException Bad(string what) => new($"State of a drift detector is damaged: {what}.");

    ReadOnlySpan<byte> Take(int length)
    {
        if (_rest.Length < length)
            throw Bad("it ends early");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
