using Apache.Arrow;
using Streaming.Topology;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Order of rows that share a place: rows in order before late and early ones, those by their own time, then by id, shorter
/// first and then by bytes (so decimal numerals sort as numbers), int64 ids by value; equal ids keep their input's order.
/// </summary>
sealed class TieOrder(List<QueuedSlice> sources) : IComparer<PickedRow>
{
    public int Compare(PickedRow x, PickedRow y)
    {
        var odd = (x.Flags != 0).CompareTo(y.Flags != 0);
        if (odd != 0)
            return odd;
        if (x.Flags != 0 && sources[x.Source].Times[x.Row].CompareTo(sources[y.Source].Times[y.Row]) is not 0 and var time)
            return time;
        var id = CompareIds(x, y);
        return id != 0 ? id : CompareOrigin(x, y);
    }

    int CompareIds(PickedRow x, PickedRow y)
    {
        var left = sources[x.Source].Ids;
        var right = sources[y.Source].Ids;
        switch (left, right)
        {
            case (PrimitiveArray<long> l, PrimitiveArray<long> r):
                return l.Values[x.Row].CompareTo(r.Values[y.Row]);
            case (BinaryArray l, BinaryArray r):
                var a = l.GetBytes(x.Row);
                var b = r.GetBytes(y.Row);
                return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
            default:
                throw new StreamingException($"Event ids must be strings or whole numbers: this column is {left?.Data.DataType.Name}.");
        }
    }

    int CompareOrigin(PickedRow x, PickedRow y)
    {
        var left = sources[x.Source];
        var right = sources[y.Source];
        if (left.Input != right.Input)
            return left.Input.CompareTo(right.Input);
        return left.Sequence != right.Sequence ? left.Sequence.CompareTo(right.Sequence) : x.Row.CompareTo(y.Row);
    }
}
