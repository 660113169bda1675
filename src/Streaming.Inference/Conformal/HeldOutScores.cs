using System.Buffers.Binary;
using Streaming.Inference.Models;

namespace Streaming.Inference.Conformal;

/// <summary>
/// The scores that a version gave rows which it had not learnt from, by what turned out to be true of them: what split conformal prediction
/// needs of it, whatever error rate is asked for. Immutable.
/// </summary>
/// <remarks>
/// Class-conditional (Mondrian) split conformal prediction: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005),
/// chapter 4; Angelopoulos, Bates, A Gentle Introduction to Conformal Prediction (2021), arXiv:2107.07511, sections 1 and 3. By class,
/// since a rate over all rows says nothing of a class that is rare.
/// </remarks>
public sealed class HeldOutScores
{
    const byte Format = 1;
    const int HeaderBytes = 9;

    readonly float[] _positives;
    readonly float[] _negatives;

    HeldOutScores(float[] positives, float[] negatives) => (_positives, _negatives) = (positives, negatives);

    /// <summary>Rows whose label was true.</summary>
    public int Positives => _positives.Length;

    /// <summary>Rows whose label was false.</summary>
    public int Negatives => _negatives.Length;

    /// <param name="scores">One a row; what is not a number counts as the least likely of its class.</param>
    /// <param name="labels">One a row.</param>
    public static HeldOutScores Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        var (positives, negatives) = (new List<float>(), new List<float>());
        for (var row = 0; row < scores.Length; row++)
        {
            var missing = labels[row] ? float.NegativeInfinity : float.PositiveInfinity;
            (labels[row] ? positives : negatives).Add(float.IsNaN(scores[row]) ? missing : scores[row]);
        }

        positives.Sort();
        negatives.Sort();
        return new HeldOutScores([.. positives], [.. negatives]);
    }

    /// <summary>
    /// Between which scores either answer, or none, is within the error rate: of new rows of one class, exchangeable with those that were
    /// held out, at most that share are denied their class.
    /// </summary>
    /// <param name="millionths">The error rate, 1 to 999,999.</param>
    public ConformalBounds At(long millionths)
    {
        // The k-th of n scores, k = floor(rate (n + 1)): a new one is as likely in any of the n + 1 places between them.
        var positive = (int)(millionths * (_positives.Length + 1L) / 1_000_000);
        var negative = (int)(millionths * (_negatives.Length + 1L) / 1_000_000);
        return new ConformalBounds(
            positive == 0 ? float.NegativeInfinity : _positives[positive - 1],
            negative == 0 ? float.PositiveInfinity : _negatives[^negative]
        );
    }

    /// <summary>As the registry keeps it: version, counts (int32), scores (float32), little-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + sizeof(float) * (_positives.Length + _negatives.Length)];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), _positives.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), _negatives.Length);
        var at = HeaderBytes;
        foreach (var score in (ReadOnlySpan<float>)[.. _positives, .. _negatives])
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), score);
            at += sizeof(float);
        }

        return bytes;
    }

    /// <exception cref="ModelException">They are no such scores.</exception>
    public static HeldOutScores FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Format)
            throw Damaged();
        var positives = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        var negatives = BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        if (positives < 0 || negatives < 0 || bytes.Length != HeaderBytes + sizeof(float) * ((long)positives + negatives))
            throw Damaged();
        var scores = new float[positives + negatives];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + sizeof(float) * i)..]);
        var read = new HeldOutScores(scores[..positives], scores[positives..]);
        return IsSorted(read._positives) && IsSorted(read._negatives) ? read : throw Damaged();
    }

    static bool IsSorted(float[] scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]) || (i > 0 && scores[i] < scores[i - 1]))
                return false;
        }

        return true;
    }

    static ModelException Damaged() => new("What was kept of the scores of a version's held-out rows is damaged, or of a later release.");
}
