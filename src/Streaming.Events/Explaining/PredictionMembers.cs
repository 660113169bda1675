namespace Streaming.Events.Explaining;

/// <summary>Members that predictions of a batch have beside the usual ones, each with a comma before it; none for some rows.</summary>
/// <param name="json">One behind the other.</param>
/// <param name="ends">Where each row's end.</param>
public sealed class PredictionMembers(byte[] json, int[] ends)
{
    /// <summary>Those of a row.</summary>
    public ReadOnlySpan<byte> Of(int row)
    {
        var start = row == 0 ? 0 : ends[row - 1];
        return json.AsSpan(start, ends[row] - start);
    }
}
